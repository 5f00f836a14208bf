using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;
using Assembly = System.Reflection.Assembly;

namespace CiamGateway.Tests.Conventions;

/// <summary>Who may know whom: the arrows between the gateway's folders.</summary>
public sealed class DependencyTests
{
    private const string Root = "CiamGateway";
    private static readonly Assembly Gateway = typeof(GatewayOptions).Assembly;
    private static readonly Architecture Architecture = new ArchLoader().LoadAssembly(Gateway).Build();

    /// <summary>The sections put together. They know the options of every feature, and every feature may read its own from them.</summary>
    private static readonly string[] AllSections =
    [
        "ConfigurationHistory",
        "CurrentConfiguration",
        "ConfigurationStanding",
        "GatewayConfiguration",
        "GatewayOptions",
        "GatewayOptionsJsonContext",
        "Reload",
        "SectionNames",
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Secrecy"] = [],
        ["Compatibility"] = [],
        ["Configuration"] = ["Secrecy"],
        ["Telemetry"] = ["Compatibility", "Configuration", "Secrecy"],
        ["Connections"] = ["Configuration", "Secrecy", "Telemetry"],
        ["Errors"] = ["Secrecy", "Telemetry"],
        ["Audit"] = ["Configuration", "Errors", "Secrecy", "Telemetry"],
        ["Listening"] = ["Compatibility", "Audit", "Configuration", "Connections", "Errors", "Limits", "Telemetry"],
        ["Limits"] = ["Configuration", "Errors", "Telemetry"],
        ["Tokens"] = ["Compatibility", "Configuration", "Connections", "Secrecy", "Telemetry"],
        ["Callers"] = ["Configuration", "Errors", "Limits", "Listening", "Telemetry", "Tokens"],
        ["Forwarding"] =
        [
            "Compatibility",
            "Callers",
            "Configuration",
            "Connections",
            "Errors",
            "Limits",
            "Listening",
            "Secrecy",
            "Telemetry",
            "Tokens",
        ],
        ["Management"] =
        [
            "Audit",
            "Callers",
            "Configuration",
            "Connections",
            "Errors",
            "Forwarding",
            "Listening",
            "Secrecy",
            "Telemetry",
            "Tokens",
        ],
        ["Diagnosis"] = ["Configuration", "Connections", "Forwarding", "Listening", "Secrecy", "Telemetry", "Tokens"],
        ["OpenApi"] = ["Configuration", "Forwarding", "Secrecy", "Tokens"],
        ["Cli"] =
        [
            "Callers",
            "Configuration",
            "Diagnosis",
            "Forwarding",
            "Limits",
            "Management",
            "OpenApi",
            "Secrecy",
            "Telemetry",
            "Tokens",
            "",
        ],
        ["Hosting"] = ["Callers", "Configuration", "Errors", "Forwarding", "Limits", "Listening", "Management", "Telemetry", "Tokens", ""],
        [""] =
        [
            "Audit",
            "Callers",
            "Cli",
            "Configuration",
            "Connections",
            "Diagnosis",
            "Errors",
            "Forwarding",
            "Hosting",
            "Limits",
            "Listening",
            "Management",
            "OpenApi",
            "Secrecy",
            "Telemetry",
            "Tokens",
        ],
    };

    [Fact]
    public void Folders_know_only_the_folders_that_they_may()
    {
        var forbidden =
            from type in GatewayTypes
            let folder = Folder(type.Namespace.FullName)
            from target in type.Dependencies.Select(dependency => dependency.Target).Distinct()
            where target is not GenericParameter && IsGateway(target.Namespace.FullName)
            let other = Folder(target.Namespace.FullName)
            where other != folder && !Allowed[folder].Contains(other) && !AllSections.Contains(Outermost(target.FullName))
            select $"{type.FullName} knows {target.FullName}";
        AssertNone(forbidden);
    }

    [Fact]
    public void Only_forwarding_and_the_composition_root_say_Yarp()
    {
        var forbidden =
            from type in GatewayTypes
            where Folder(type.Namespace.FullName) is not ("Forwarding" or "")
            where type.Dependencies.Any(dependency => dependency.Target.FullName.StartsWith("Yarp.", StringComparison.Ordinal))
            select type.FullName;
        AssertNone(forbidden);
    }

    [Fact]
    public void Tokens_know_nothing_of_HTTP_requests_that_come_in()
    {
        var forbidden =
            from type in GatewayTypes
            where Folder(type.Namespace.FullName) is "Tokens"
            where
                type.Dependencies.Any(dependency =>
                    dependency.Target.FullName.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal)
                )
            select type.FullName;
        AssertNone(forbidden);
    }

    [Fact]
    public void Diagnosis_cannot_hold_a_token_or_a_secret()
    {
        string[] telling =
        [
            "AccessToken",
            "TokenResult",
            "TokenAnswer",
            "TokenSlot",
            "TokenSource",
            "Secret",
            "SecretReference",
            "OutboundProxy",
            "System.Net.Http.",
        ];
        var forbidden =
            from type in GatewayTypes
            where Folder(type.Namespace.FullName) is "Diagnosis" || type.Name is "ExchangeFacts" or "TokenExamination" or "DoctorReport"
            from target in type.Dependencies.Select(dependency => dependency.Target).Distinct()
            where telling.Contains(target.Name) || target.FullName.StartsWith(telling[^1], StringComparison.Ordinal)
            select $"{type.FullName} knows {target.FullName}";
        AssertNone(forbidden);
    }

    [Fact]
    public void Nothing_is_public() => Assert.DoesNotContain(Gateway.GetExportedTypes(), type => IsGateway(type.Namespace ?? ""));

    [Fact]
    public void Every_folder_has_its_rule() =>
        Assert.Empty(GatewayTypes.Select(type => Folder(type.Namespace.FullName)).Distinct().Except(Allowed.Keys));

    [Fact]
    public void No_folder_has_more_than_25_files_beside_its_folders()
    {
        var source = Path.Combine(Repository.Root, "src/CiamGateway");
        var full =
            from folder in Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories).Append(source)
            where Path.GetRelativePath(source, folder).Split('/')[0] is not ("bin" or "obj")
            let count = Directory.EnumerateFiles(folder).Count()
            where count > 25
            select $"{Path.GetRelativePath(source, folder)} has {count} files";
        AssertNone(full);
    }

    private static void AssertNone(IEnumerable<string> forbidden)
    {
        var all = string.Join('\n', forbidden);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<IType> GatewayTypes => Architecture.Types.Where(type => IsGateway(type.Namespace.FullName));

    /// <summary>The name of a type of the root, or of the type that contains a nested one; null for a type of a folder.</summary>
    private static string? Outermost(string name) => name.Split('.') is [Root, var type] ? type.Split('+', '`')[0] : null;

    private static bool IsGateway(string space) => space == Root || space.StartsWith(Root + ".", StringComparison.Ordinal);

    private static string Folder(string space) => space == Root ? "" : space.Split('.')[1];
}
