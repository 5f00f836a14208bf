namespace CiamGateway.Cli.Verbs;

/// <summary>
/// A verb that reads the configuration, so that settings (<c>--Section:Key=value</c>) on its command line have a meaning.
/// </summary>
internal abstract class ConfigurationVerb(string name, string description, string example) : Verb(name, description, example);
