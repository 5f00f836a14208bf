using System.Text.Json.Nodes;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>What <c>explain --json</c> says of a request.</summary>
internal sealed record ExplainedRequest(int ExitCode, JsonNode Json)
{
    /// <summary>Such as <c>404 route_not_found</c>; null if the request is forwarded.</summary>
    public string? Refusal => Json["refusal"] is { } refusal ? $"{refusal["status"]} {refusal["code"]}" : null;

    public string? Route => Text("route", "name");

    public string? Scope => Text("route", "token", "scope");

    public string? TokenClient => Text("route", "token", "client");

    public IReadOnlyDictionary<string, string> OutgoingHeaders =>
        Json["outgoing"]?["headers"]?.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>()) ?? [];

    public string? Text(params string[] path) => path.Aggregate((JsonNode?)Json, (node, key) => node?[key])?.ToString();

    /// <summary>Why another route does not take the request.</summary>
    public string WhyNot(string route) =>
        Json["otherRoutes"]!.AsArray().Single(other => other!["route"]!.GetValue<string>() == route)!["reason"]!.GetValue<string>();

    public static async Task<ExplainedRequest> OfAsync(params IReadOnlyList<string> arguments)
    {
        var run = await CommandLine.RunAsync(["explain", .. arguments, "--json"]);
        return new ExplainedRequest(
            run.ExitCode,
            run.Output.Length > 0 ? JsonNode.Parse(run.Output)! : throw new InvalidOperationException(run.Errors)
        );
    }
}
