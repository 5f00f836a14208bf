using System.Runtime.CompilerServices;

namespace CiamGateway.Tests.Support;

/// <summary>Takes the machine's own proxies out of the environment of the tests and of the processes that they start.</summary>
internal static class TestEnvironment
{
    private static readonly string[] ProxyVariables =
    [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
    ];

    [ModuleInitializer]
    internal static void RemoveProxies() => Array.ForEach(ProxyVariables, name => Environment.SetEnvironmentVariable(name, null));
}
