using System.CommandLine;

namespace CiamGateway.Cli.Verbs;

/// <summary>One verb of the command line: what it is called, what it does, and an example that its help shows.</summary>
internal abstract class Verb(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}

/// <summary>
/// A verb that reads the configuration, so that settings (<c>--Section:Key=value</c>) on its command line have a meaning.
/// </summary>
internal abstract class ConfigurationVerb(string name, string description, string example) : Verb(name, description, example);
