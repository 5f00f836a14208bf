using CiamGateway.Listening;
using k8s.Models;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CiamGateway.Tests.Deployment;

/// <summary>The manifests are what Kubernetes knows, fit each other and the gateway, and take the restricted profile.</summary>
public sealed class KubernetesTests
{
    public static TheoryData<string> Deployments => ["deployment.yaml", "sidecar/deployment.yaml"];

    public static TheoryData<string> Kustomizations => ["kustomization.yaml", "sidecar/kustomization.yaml"];

    [Fact]
    public void Every_manifest_has_only_keys_that_its_kind_has()
    {
        Assert.Equal(
            [
                "V1Deployment",
                "V1Deployment",
                "V1NetworkPolicy",
                "V1PodDisruptionBudget",
                "V1Service",
                "V1Service",
                "V1ServiceAccount",
                "V1ServiceAccount",
                "V2HorizontalPodAutoscaler",
            ],
            Manifests.All().Select(manifest => manifest.GetType().Name).Order(StringComparer.Ordinal)
        );
        var mistaken = File.ReadAllText(Path.Combine(Manifests.Folder, "deployment.yaml"))
            .Replace("readinessProbe:", "readynessProbe:", StringComparison.Ordinal);
        Assert.ThrowsAny<YamlException>(() => Manifests.Parse(mistaken));
    }

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Every_file_of_a_folder_is_in_its_kustomization(string kustomization)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Manifests.Folder, kustomization))!;
        var named = Words(Manifests.Read(kustomization), "resources")
            .Concat(Words((YamlMappingNode)Manifests.Read(kustomization)["configMapGenerator"][0], "files"));
        var there = Directory
            .EnumerateFiles(folder)
            .Select(file => Path.GetFileName(file))
            .Where(file => file is not ("kustomization.yaml" or "README.md"));
        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and a root file system that is read-only.
    /// </summary>
    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_pod_takes_the_restricted_profile(string deployment)
    {
        var pod = Manifests.PodOf(deployment);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.All(pod.Containers.Concat(pod.InitContainers ?? []), container =>
        {
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        });
        Assert.True(Manifests.GatewayOf(pod).SecurityContext.ReadOnlyRootFilesystem);
        Assert.All(pod.Volumes, volume => Assert.True(volume.ConfigMap is not null || volume.Secret is not null, volume.Name));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Settings_and_secrets_are_mounted_whole_so_that_changes_arrive_in_a_running_pod(string deployment)
    {
        var gateway = Manifests.GatewayOf(Manifests.PodOf(deployment));
        Assert.Equal(["/etc/ciam-gateway", "/run/secrets"], gateway.VolumeMounts.Select(mount => mount.MountPath));
        Assert.All(gateway.VolumeMounts, mount => Assert.True(mount is { SubPath: null, ReadOnlyProperty: true }, mount.Name));
        Assert.Contains("/etc/ciam-gateway/gateway.json", gateway.Args);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Memory_and_processors_are_limited(string deployment)
    {
        var limits = Manifests.GatewayOf(Manifests.PodOf(deployment)).Resources.Limits;
        Assert.Equal(("256Mi", "2"), (limits["memory"].ToString(), limits["cpu"].ToString()));
    }

    [Fact]
    public void Api_keys_cross_the_network_within_a_mesh()
    {
        var pods = Manifests.All<V1Deployment>().Single(manifest => manifest.Metadata.Name == "ciam-gateway").Spec.Template;
        Assert.Equal("enabled", pods.Metadata.Annotations["linkerd.io/inject"]);
    }

    [Fact]
    public void Probes_ask_the_management_port_and_the_pod_has_time_to_drain()
    {
        var pod = Manifests.PodOf("deployment.yaml");
        var gateway = Manifests.GatewayOf(pod);
        Assert.Equal(["/health/live", "/health/live", "/health/ready"], Probes(gateway).Select(probe => probe.HttpGet.Path));
        Assert.All(Probes(gateway), probe =>
            Assert.Equal(8081, gateway.Ports.Single(port => port.Name == probe.HttpGet.Port.Value).ContainerPort)
        );
        var shutdown = new ShutdownOptions();
        Assert.True(pod.TerminationGracePeriodSeconds > (shutdown.Delay + shutdown.Timeout).TotalSeconds);
    }

    [Fact]
    public void Services_budget_policy_and_scaling_select_the_pods_of_the_deployment()
    {
        var deployment = Manifests.All<V1Deployment>().Single(manifest => manifest.Metadata.Name == "ciam-gateway");
        var labels = deployment.Spec.Template.Metadata.Labels;
        var ports = Manifests.GatewayOf(deployment.Spec.Template.Spec).Ports.Select(port => port.Name).ToList();
        Assert.Equal(2, deployment.Spec.Replicas);
        Assert.Equal(labels, deployment.Spec.Selector.MatchLabels);
        Assert.All(Manifests.All<V1Service>(), service =>
        {
            Assert.Equal(labels, service.Spec.Selector);
            Assert.All(service.Spec.Ports, port => Assert.Contains(port.TargetPort.Value, ports));
        });
        Assert.Equal(labels, Manifests.All<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels);
        Assert.Equal(labels, Manifests.All<V1NetworkPolicy>().Single().Spec.PodSelector.MatchLabels);
        Assert.Equal(deployment.Metadata.Name, Manifests.All<V2HorizontalPodAutoscaler>().Single().Spec.ScaleTargetRef.Name);
        Assert.All(deployment.Spec.Template.Spec.TopologySpreadConstraints, spread =>
            Assert.Equal(labels, spread.LabelSelector.MatchLabels)
        );
    }

    [Fact]
    public void Nothing_leaves_the_pod_but_to_name_resolution_and_the_addresses_that_are_named()
    {
        var policy = Manifests.All<V1NetworkPolicy>().Single().Spec;
        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
        Assert.All(policy.Egress, rule =>
        {
            Assert.NotEmpty(rule.To);
            Assert.NotEmpty(rule.Ports);
        });
        Assert.Equal(["53", "53", "443", "6379"], policy.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
    }

    [Fact]
    public void The_operators_rules_equal_the_files_for_Prometheus()
    {
        var spec = (YamlMappingNode)Manifests.Read("prometheus-rule.yaml")["spec"];
        Assert.Equal(Groups("recording").Concat(Groups("alerts")), (YamlSequenceNode)spec["groups"]);
        Assert.Equal(["groups"], spec.Children.Keys.Select(key => key.ToString()));
    }

    [Fact]
    public void The_service_monitor_selects_the_management_service()
    {
        var spec = Manifests.Read("service-monitor.yaml")["spec"];
        var service = Manifests.All<V1Service>().Single(manifest => manifest.Metadata.Name == "ciam-gateway-management");
        Assert.Equal(
            service.Metadata.Labels,
            ((YamlMappingNode)spec["selector"]["matchLabels"]).ToDictionary(label => label.Key.ToString(), label => label.Value.ToString())
        );
        Assert.Equal(service.Spec.Ports.Single().Name, spec["endpoints"][0]["port"].ToString());
        Assert.Equal("/metrics", spec["endpoints"][0]["path"].ToString());
    }

    private static YamlSequenceNode Groups(string rules) => (YamlSequenceNode)Manifests.Read($"../prometheus/{rules}.yaml")["groups"];

    private static IEnumerable<V1Probe> Probes(V1Container container) =>
        [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];

    private static IEnumerable<string> Words(YamlMappingNode node, string key) =>
        ((YamlSequenceNode)node[key]).Select(word => word.ToString());
}
