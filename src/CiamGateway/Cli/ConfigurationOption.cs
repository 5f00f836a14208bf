using System.CommandLine;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Cli;

/// <summary>What a command line says about the configuration: <c>--config</c> files and single settings.</summary>
internal sealed class ConfigurationOption : Option<FileInfo[]>
{
    private readonly IReadOnlyList<string> _settings;

    /// <param name="settings">The settings (<c>--Section:Key=value</c>) of the same command line.</param>
    public ConfigurationOption(IReadOnlyList<string> settings)
        : base("--config")
    {
        _settings = settings;
        Description = "A JSON file that adds to the configuration; repeatable, later files win.";
        HelpName = "PATH";
        Recursive = true;
    }

    public ConfigurationArguments Read(ParseResult arguments) =>
        new()
        {
            Files = [.. (arguments.GetValue(this) ?? []).Select(file => file.FullName)],
            Overrides = _settings,
            IsProgramFolder = !ConfigurationArguments.HasFileHere,
        };
}
