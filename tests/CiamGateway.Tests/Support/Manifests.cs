using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace CiamGateway.Tests.Support;

/// <summary>The Kubernetes manifests under config/kubernetes, read as strictly as the API server would.</summary>
internal static class Manifests
{
    public static readonly string Folder = Path.Combine(Repository.Root, "config/kubernetes");

    /// <summary>Kinds of others than Kubernetes itself, which its client does not know.</summary>
    private static readonly string[] Foreign = ["kustomize.config.k8s.io/", "monitoring.coreos.com/"];

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories);

    /// <summary>Folders that change the deployment, each by a patch of its own.</summary>
    public static readonly string[] Components = ["spiffe", "workload-identity"];

    /// <summary>All but patches.</summary>
    public static IEnumerable<object> All() =>
        Files.Where(file => !IsForeign(file) && !IsPatch(file)).SelectMany(file => Parse(File.ReadAllText(file)));

    public static IEnumerable<T> All<T>() => All().OfType<T>();

    /// <summary>Fails on a key that the kind does not have.</summary>
    public static List<object> Parse(string yaml) => KubernetesYaml.LoadAllFromString(yaml, strict: true);

    public static bool IsForeign(string file) =>
        Foreign.Any(group => File.ReadAllText(file).Contains($"apiVersion: {group}", StringComparison.Ordinal));

    private static bool IsPatch(string file) =>
        Components.Contains(Path.GetFileName(Path.GetDirectoryName(file))) && Path.GetFileName(file) == "deployment.yaml";

    public static YamlMappingNode Read(string file)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Path.Combine(Folder, file));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    public static V1PodSpec PodOf(string deployment) =>
        Parse(File.ReadAllText(Path.Combine(Folder, deployment))).OfType<V1Deployment>().Single().Spec.Template.Spec;

    /// <summary>The container that runs the gateway, wherever it is in the pod.</summary>
    public static V1Container GatewayOf(V1PodSpec pod) =>
        pod.Containers.Concat(pod.InitContainers ?? []).Single(container => container.Image == "ciam-gateway");
}
