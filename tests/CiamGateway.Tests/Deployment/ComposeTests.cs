using Xunit;
using YamlDotNet.RepresentationModel;

namespace CiamGateway.Tests.Deployment;

/// <summary>
/// config/compose.yaml has only keys of the Compose Specification, names files that are there, and is as locked down as the pods.
/// </summary>
public sealed class ComposeTests
{
    /// <summary>https://github.com/compose-spec/compose-spec/blob/main/05-services.md</summary>
    private static readonly string[] ServiceKeys =
    [
        "build",
        "cap_drop",
        "command",
        "cpus",
        "healthcheck",
        "image",
        "mem_limit",
        "pids_limit",
        "ports",
        "read_only",
        "restart",
        "secrets",
        "security_opt",
        "stop_grace_period",
        "ulimits",
        "volumes",
    ];

    private static readonly YamlMappingNode Compose = Manifests.Read("../compose.yaml");
    private static readonly YamlMappingNode Gateway = (YamlMappingNode)Compose["services"]["ciam-gateway"];

    [Fact]
    public void Every_key_is_one_of_the_specification()
    {
        Assert.Equal(["services", "secrets"], Compose.Children.Keys.Select(key => key.ToString()));
        Assert.All(Gateway.Children.Keys, key => Assert.Contains(key.ToString(), ServiceKeys));
        Assert.All(((YamlMappingNode)Compose["secrets"]).Children.Values, secret =>
            Assert.Equal(["file"], ((YamlMappingNode)secret).Children.Keys.Select(key => key.ToString()))
        );
    }

    [Fact]
    public void The_container_is_read_only_without_capabilities_and_reached_from_this_host_only()
    {
        Assert.Equal("true", Gateway["read_only"].ToString());
        Assert.Equal("ALL", Gateway["cap_drop"][0].ToString());
        Assert.Equal("no-new-privileges:true", Gateway["security_opt"][0].ToString());
        Assert.StartsWith("127.0.0.1:", Gateway["ports"][0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_processors_and_processes_are_limited_and_no_core_is_dumped()
    {
        Assert.Equal("256m", Gateway["mem_limit"].ToString());
        Assert.Equal("2", Gateway["cpus"].ToString());
        Assert.Equal("256", Gateway["pids_limit"].ToString());
        Assert.Equal("0", Gateway["ulimits"]["core"].ToString());
    }

    [Fact]
    public void What_it_mounts_and_builds_is_there()
    {
        var folder = Path.Combine(Repository.Root, "config");
        Assert.True(File.Exists(Path.Combine(folder, Gateway["build"].ToString(), "Dockerfile")));
        Assert.All((YamlSequenceNode)Gateway["volumes"], volume =>
            Assert.True(Path.Exists(Path.Combine(folder, volume.ToString().Split(':')[0])), volume.ToString())
        );
        Assert.All((YamlSequenceNode)Gateway["secrets"], secret =>
            Assert.Contains(secret.ToString(), ((YamlMappingNode)Compose["secrets"]).Children.Keys.Select(key => key.ToString()))
        );
    }
}
