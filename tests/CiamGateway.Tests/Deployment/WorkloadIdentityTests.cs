using System.Text.Json.Nodes;
using k8s.Models;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace CiamGateway.Tests.Deployment;

/// <summary>The components of the manifests that do without a client secret: what each mounts is what the gateway reads.</summary>
public sealed class WorkloadIdentityTests
{
    public static TheoryData<string> Components => ["spiffe", "workload-identity"];

    [Fact]
    public void All_components_are_tested() => Assert.Equal(Components.Select(row => row.Data), Manifests.Components);

    [Theory]
    [MemberData(nameof(Components))]
    public void Every_file_of_the_folder_is_in_its_kustomization(string component)
    {
        var kustomization = Manifests.Read($"{component}/kustomization.yaml");
        Assert.Equal(
            ("Component", "ciam-gateway", "merge"),
            (Text(kustomization["kind"]), Text(Generated(kustomization)["name"]), Text(Generated(kustomization)["behavior"]))
        );
        var named = Words(kustomization["resources"])
            .Concat(Words(Generated(kustomization)["files"]))
            .Append(Text(kustomization["patches"][0]["path"]));
        var there = Directory
            .EnumerateFiles(Path.Combine(Manifests.Folder, component))
            .Select(file => Path.GetFileName(file))
            .Where(file => file != "kustomization.yaml");
        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void The_patch_is_of_the_deployment_and_no_secret_is_left(string component)
    {
        var (patch, patched) = (Deployment($"{component}/deployment.yaml"), Deployment("deployment.yaml"));
        Assert.Equal(patched.Metadata.Name, patch.Metadata.Name);
        var gateway = patch.Spec.Template.Spec.Containers.Single();
        Assert.Equal("gateway", gateway.Name);
        Assert.Equal(["run", "--config", "/etc/ciam-gateway/gateway.json", "--config", "/etc/ciam-gateway/identity.json"], gateway.Args);
        Assert.All(patched.Spec.Template.Spec.Volumes.Where(volume => volume.Secret is not null), volume =>
            Assert.Single(patch.Spec.Template.Spec.Volumes, other => other.Name == volume.Name && other.Secret is null)
        );
        var account = Manifests
            .Parse(File.ReadAllText(Path.Combine(Manifests.Folder, component, "service-account.yaml")))
            .OfType<V1ServiceAccount>()
            .Single();
        Assert.Equal((patch.Spec.Template.Spec.ServiceAccountName, false), (account.Metadata.Name, account.AutomountServiceAccountToken));
    }

    [Fact]
    public void Kubernetes_writes_the_token_where_the_gateway_reads_it_for_the_authorization_server()
    {
        var volume = Deployment("workload-identity/deployment.yaml").Spec.Template.Spec.Volumes.Single(volume => volume.Name == "secrets");
        var token = Assert.Single(volume.Projected.Sources).ServiceAccountToken;
        Assert.Equal(AssertionFile("workload-identity"), $"{MountPath("secrets")}/{token.Path}");
        Assert.Equal(("https://sso.example.com", 3600, 288), (token.Audience, token.ExpirationSeconds, volume.Projected.DefaultMode));
    }

    [Fact]
    public void The_SPIFFE_helper_writes_the_token_where_the_gateway_reads_it_and_starts_first()
    {
        var pod = Deployment("spiffe/deployment.yaml").Spec.Template.Spec;
        var helper = Assert.Single(pod.InitContainers);
        var settings = File.ReadAllText(Path.Combine(Manifests.Folder, "spiffe/helper.conf"));
        Assert.Contains($"cert_dir = \"{Path.GetDirectoryName(AssertionFile("spiffe"))}\"", settings, StringComparison.Ordinal);
        Assert.Contains($"jwt_svid_file_name=\"{Path.GetFileName(AssertionFile("spiffe"))}\"", settings, StringComparison.Ordinal);
        Assert.Contains($"bind_port = {helper.Ports.Single().ContainerPort}", settings, StringComparison.Ordinal);
        Assert.Equal(("Always", "/ready"), (helper.RestartPolicy, helper.StartupProbe.HttpGet.Path));
        Assert.Contains(helper.VolumeMounts, mount =>
            mount is { Name: "secrets", ReadOnlyProperty: not true } && mount.MountPath == MountPath("secrets")
        );
        Assert.True(helper.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], helper.SecurityContext.Capabilities.Drop);
        Assert.Equal("Memory", pod.Volumes.Single(volume => volume.Name == "secrets").EmptyDir.Medium);
        Assert.Equal("csi.spiffe.io", pod.Volumes.Single(volume => volume.Name == "spiffe-workload-api").Csi.Driver);
    }

    [Theory]
    [MemberData(nameof(Components))]
    public async Task The_settings_have_no_problem_beyond_the_deployments_problems(string component)
    {
        using var folder = ConfigurationFolder.Sound();
        folder.With("client_assertion", SignedAssertion.Create(DateTimeOffset.UnixEpoch));
        folder.With("gateway.json", File.ReadAllText(Path.Combine(Manifests.Folder, "gateway.json")));
        folder.With("identity.json", SettingsOf(component).Replace("/run/secrets/", folder.Path + "/", StringComparison.Ordinal));
        var variables = Deployment($"{component}/deployment.yaml")
            .Spec.Template.Spec.Containers.Single()
            .Env.ToDictionary(variable => variable.Name, variable => variable.Value);
        var run = await GatewayProcess.RunAsync(
            folder.Path,
            variables,
            "validate",
            "--config",
            "gateway.json",
            "--config",
            "identity.json"
        );
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    private static string AssertionFile(string component)
    {
        var client = JsonNode.Parse(SettingsOf(component))!["Gateway"]!["TokenClients"]!["provisioning"]!;
        Assert.Equal("private_key_jwt", client["ClientAuthentication"]!.GetValue<string>());
        return client["ClientAssertionFile"]!.GetValue<string>();
    }

    private static string SettingsOf(string component) => File.ReadAllText(Path.Combine(Manifests.Folder, component, "identity.json"));

    private static string MountPath(string volume) =>
        Manifests.GatewayOf(Manifests.PodOf("deployment.yaml")).VolumeMounts.Single(mount => mount.Name == volume).MountPath;

    private static V1Deployment Deployment(string file) =>
        Manifests.Parse(File.ReadAllText(Path.Combine(Manifests.Folder, file))).OfType<V1Deployment>().Single();

    private static YamlNode Generated(YamlMappingNode kustomization) => kustomization["configMapGenerator"][0];

    private static string Text(YamlNode node) => node.ToString();

    private static IEnumerable<string> Words(YamlNode node) => ((YamlSequenceNode)node).Select(word => word.ToString());
}
