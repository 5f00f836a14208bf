using System.CommandLine;

namespace CiamGateway.Cli.Verbs;

/// <summary>One verb of the command line: what it is called, what it does, and an example that its help shows.</summary>
internal abstract class Verb(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
