namespace CiamGateway.Configuration.Loading;

/// <summary>
/// What a start says about its configuration: the folder of appsettings.json, further files, and single values that win over all of them.
/// </summary>
internal sealed record ConfigurationArguments
{
    /// <summary>The folder of appsettings.json, to which relative paths in the configuration refer.</summary>
    public string ContentRoot { get; init; } = DefaultContentRoot();

    /// <summary>Whether the content root is the program's own folder, because the working directory has no appsettings.json.</summary>
    public bool IsProgramFolder { get; init; }

    /// <summary>Files named with <c>--config</c>, later ones win.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Command-line settings such as <c>--Gateway:Management:Url=http://127.0.0.1:9081</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Settings of a program that embeds the gateway; they win over everything else.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public bool ReadEnvironment { get; init; } = true;

    /// <summary>Whether the working directory has an appsettings.json.</summary>
    public static bool HasFileHere => File.Exists("appsettings.json");

    /// <summary>The working folder where it has an appsettings.json, otherwise the program's own folder.</summary>
    private static string DefaultContentRoot() => HasFileHere ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
}
