using System.Text.Json.Nodes;
using CiamGateway.Configuration.Checking;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.AccessTokens;

/// <summary>What an <c>AccessToken</c> transform in a route says, once it is known to make sense.</summary>
/// <param name="Token">The token to attach; none where the route goes out without one.</param>
/// <param name="IsWarm">Whether the token is fetched at start and kept fresh.</param>
/// <param name="ReplaysOn401">Whether a call whose token the API rejects is sent once more with a new token.</param>
/// <param name="Rejection">Which answers reject the token.</param>
/// <param name="Header">Where the API takes the token.</param>
internal sealed record AccessTokenDirective(
    TokenRequest? Token,
    bool IsWarm,
    bool ReplaysOn401,
    TokenRejection Rejection,
    TokenHeader Header
)
{
    public const string TransformName = "AccessToken";

    public const string ScopeKey = "Scope";
    private const string ResourceKey = "Resource";
    private const string WarmKey = "Warm";
    private const string ReplayKey = "ReplayOn401";
    private const string HeaderKey = "Header";
    private const string PrefixKey = "Prefix";

    private static readonly HashSet<string> Keys = new(
        [TransformName, ScopeKey, ResourceKey, WarmKey, ReplayKey, HeaderKey, PrefixKey],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Two routes with the same values for these keys send the same token in the same way.</summary>
    public static readonly string[] TokenKeys = [.. Keys.Except([WarmKey, ReplayKey])];

    public static bool IsIn(IReadOnlyDictionary<string, string> transform) => transform.ContainsKey(TransformName);

    /// <summary>The transform in JSON Schema.</summary>
    public static JsonObject Schema() =>
        new()
        {
            ["description"] = "The access token of the route.",
            ["type"] = "object",
            ["required"] = new JsonArray(TransformName),
            ["properties"] = new JsonObject
            {
                [TransformName] = Text("The token client to ask with, or none for a route that must go out without a token."),
                [ScopeKey] = Text("The scope to ask for, space-delimited (RFC 6749 §3.3). Without it no scope is sent."),
                [ResourceKey] = Text("The API's identifier (RFC 8707)."),
                [HeaderKey] = Text("The header in which the API takes the token. Default Authorization."),
                [PrefixKey] = Text(
                    "What comes before the token, with a space between. Default the token's type, Bearer or DPoP. "
                        + "Empty for the token alone."
                ),
                [WarmKey] = Flag("Whether the token is fetched at start and kept fresh. Default true."),
                [ReplayKey] = new JsonObject
                {
                    ["description"] =
                        "Whether a call whose token the API rejects is sent once more with a new token. Default true. "
                        + "Always takes every 401 for a rejected token, Never none.",
                    ["enum"] = new JsonArray(true, false, "true", "false", "Always", "Never"),
                    ["default"] = true,
                },
            },
            ["additionalProperties"] = false,
        };

    /// <summary>The directive of a route; null if it has none, or none that makes sense.</summary>
    public static AccessTokenDirective? Of(RouteConfig route, IReadOnlySet<string> clients) =>
        route.Transforms?.FirstOrDefault(IsIn) is { } transform ? Read(transform, clients, []) : null;

    /// <summary>Reads a transform's values; every problem is added, under its key.</summary>
    /// <returns>The directive, or null if there was a problem.</returns>
    public static AccessTokenDirective? Read(
        IReadOnlyDictionary<string, string> transform,
        IReadOnlySet<string> clients,
        ICollection<ConfigurationProblem> problems
    )
    {
        var found = problems.Count;
        foreach (var (key, _) in transform)
        {
            if (!Keys.Contains(key))
            {
                problems.Add(
                    new(
                        key,
                        "is not a key of the AccessToken transform.",
                        $"write {(NearestName.Of(key, Keys) is { } nearest ? $"'{nearest}'" : $"one of {string.Join(", ", Keys)}")}; "
                            + "another transform goes into braces of its own."
                    )
                );
            }
        }
        var isWarm = ReadFlag(transform, WarmKey, problems);
        var (replays, rejection) = ReadReplay(transform, problems);
        var token = ReadToken(transform, clients, problems);
        var header = ReadHeader(transform, problems);
        return problems.Count == found ? new AccessTokenDirective(token, isWarm && token is not null, replays, rejection, header) : null;
    }

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    private static JsonObject Flag(string description) =>
        new()
        {
            ["description"] = description,
            ["type"] = new JsonArray("boolean", "string"),
            ["default"] = true,
        };

    private static TokenRequest? ReadToken(
        IReadOnlyDictionary<string, string> transform,
        IReadOnlySet<string> clients,
        ICollection<ConfigurationProblem> problems
    )
    {
        var client = transform[TransformName];
        var scope = transform.GetValueOrDefault(ScopeKey);
        if (client.Equals(TokenClientValidator.NoClient, StringComparison.OrdinalIgnoreCase))
        {
            if (scope is not null)
            {
                problems.Add(
                    new(
                        ScopeKey,
                        "is on a route that goes out without a token.",
                        $"remove it, or name a token client under {TransformName}."
                    )
                );
            }
            return null;
        }
        if (!clients.Contains(client))
        {
            problems.Add(
                new(TransformName, $"'{client}' is not a token client.", UnknownClientFix(client, clients))
                {
                    RefersTo = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{client}",
                }
            );
        }
        var parsed = Scope.None;
        if (scope is not null && !Scope.TryParse(scope, out parsed, out var problem))
        {
            problems.Add(
                new(
                    ScopeKey,
                    $"'{scope}' {problem}",
                    "write the scope that the API requires, such as \"application.client\"; or remove the key if the API requires none."
                )
            );
        }
        var resource = transform.GetValueOrDefault(ResourceKey);
        if (resource is not null && (!Uri.TryCreate(resource, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0))
        {
            problems.Add(
                new(
                    ResourceKey,
                    $"'{resource}' is not an absolute URI without a fragment (RFC 8707 §2).",
                    "write the API's identifier, such as \"https://api.example.com\"."
                )
            );
        }
        return new TokenRequest(client, parsed, resource);
    }

    private static TokenHeader ReadHeader(IReadOnlyDictionary<string, string> transform, ICollection<ConfigurationProblem> problems)
    {
        var (name, prefix) = (transform.GetValueOrDefault(HeaderKey), transform.GetValueOrDefault(PrefixKey));
        if (
            name is not null
            && !name.Equals(TokenHeader.Default.Name, StringComparison.OrdinalIgnoreCase)
            && HeaderName.FaultOf(name) is { } fault
        )
        {
            problems.Add(new(HeaderKey, $"'{name}' {fault}", "write the header in which the API takes its token, such as X-Access-Token."));
        }
        if (prefix?.All(character => character is > ' ' and <= '~') is false)
        {
            problems.Add(
                new(
                    PrefixKey,
                    $"'{prefix}' holds a character that is not visible ASCII.",
                    "write one word, such as Token; or empty for the token alone."
                )
            );
        }
        return TokenHeader.Of(name, prefix);
    }

    private static string UnknownClientFix(string client, IReadOnlySet<string> clients) =>
        NearestName.Of(client, clients) is { } nearest
            ? $"write '{nearest}'."
            : $"define it under {GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}"
                + (clients.Count > 0 ? $", or use one of {string.Join(", ", clients)}." : ".");

    private static (bool Replays, TokenRejection Rejection) ReadReplay(
        IReadOnlyDictionary<string, string> transform,
        ICollection<ConfigurationProblem> problems
    )
    {
        switch (transform.GetValueOrDefault(ReplayKey, "true").ToUpperInvariant())
        {
            case "TRUE":
                return (true, TokenRejection.Challenged);
            case "FALSE":
                return (false, TokenRejection.Challenged);
            case "ALWAYS":
                return (true, TokenRejection.Every401);
            case "NEVER":
                return (false, TokenRejection.No401);
            default:
                problems.Add(
                    new(ReplayKey, $"'{transform[ReplayKey]}' is not true, false, Always or Never.", "write true, false, Always or Never.")
                );
                return (true, TokenRejection.Challenged);
        }
    }

    private static bool ReadFlag(IReadOnlyDictionary<string, string> transform, string key, ICollection<ConfigurationProblem> problems)
    {
        if (!transform.TryGetValue(key, out var value))
        {
            return true;
        }
        if (!bool.TryParse(value, out var flag))
        {
            problems.Add(new(key, $"'{value}' is not true or false.", "write true or false."));
        }
        return flag;
    }
}
