using CiamGateway.Configuration.Checking;
using CiamGateway.Connections;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Diagnosis;

/// <summary>Asks once for every token that a route or a caller's own client needs.</summary>
internal sealed class TokenChecks(ProxyExaminer proxy, TokenExaminer tokens, CurrentConfiguration configuration, TimeProvider clock)
    : IExamination
{
    /// <summary>Half the life that client assertions have by default, after which authorization servers begin to refuse them.</summary>
    private const int TolerableSkew = 30;

    private const int ShownRoutes = 3;

    public IEnumerable<PendingCheck> Checks =>
        from token in proxy.Tokens
        where tokens.CanAsk(token.Request.Client)
        let begun = Begin(token.Request, token.Routes)
        select new PendingCheck(
            begun,
            cancellationToken => RunAsync(begun, token, cancellationToken),
            token.CanGoOut ? ProblemSeverity.Error : ProblemSeverity.Warning
        );

    private static TokenCheck Begin(TokenRequest request, IReadOnlyList<string> routes) =>
        new(request.Client, request.Scope.ToString(), request.Resource, routes) { Request = request.ToString() };

    private async Task<Check> RunAsync(TokenCheck begun, NeededToken token, CancellationToken cancellationToken)
    {
        var examination = await tokens.ExamineAsync(token.Request, cancellationToken);
        return begun with
        {
            Exchange = examination.Exchange,
            ClientAuthentication = examination.ClientAuthentication,
            Error = examination.Error,
            Granted = examination.Granted?.Value,
            Missing = examination.Missing,
            Lifetime = examination.Lifetime?.TotalSeconds,
            BoundCertificate = examination.BoundCertificate,
            Findings =
            [
                .. Trouble(token, examination),
                .. Binding(token, examination.BoundCertificate),
                .. Skew(examination.Exchange),
                .. SlowLookup.Findings(examination.Exchange),
                .. ServerCertificate.Findings(examination.Exchange, "the token endpoint", clock),
            ],
        };
    }

    private static IEnumerable<Finding> Trouble(NeededToken token, TokenExamination examination)
    {
        if (examination.Trouble is { } trouble)
        {
            var ownWords = examination.Description is { } description ? $" The server's own words: {description}" : "";
            var words = Named(trouble + examination.RefusedAssertion, token) + ownWords;
            yield return token.CanGoOut
                ? Finding.Error(words)
                : Finding.Warning($"{words} (No caller is admitted to the routes that need it: {string.Join(", ", token.Routes)}.)");
        }
        if (examination.HasNoType)
        {
            yield return Finding.Warning(
                "the token endpoint sends no token_type, so the gateway takes its tokens for Bearer tokens. Fix: "
                    + "have the server send token_type."
            );
        }
        if (examination.Missing.Count > 0)
        {
            yield return Finding.Warning(
                $"was not granted '{string.Join(' ', examination.Missing)}'. The API will refuse calls that need it. Fix: "
                    + Named("have it granted to the client, or change the route's Scope.", token)
            );
        }
    }

    /// <summary>The same text; it names the keys of the token client and of the routes with their full paths.</summary>
    private static string Named(string text, NeededToken token)
    {
        var routes = string.Join(", ", token.Routes.Take(ShownRoutes).Select(route => $"{RoutePath.Section}:Routes:{route}:Transforms"));
        var more = token.Routes.Count > ShownRoutes ? $" and {token.Routes.Count - ShownRoutes} more" : "";
        return TokenClientKeys.WithPaths(text, token.Request.Client, $"{routes}{more}");
    }

    /// <summary>Compares the certificate that the token is bound to with the one that goes out with it (RFC 8705 §3).</summary>
    private IEnumerable<Finding> Binding(NeededToken token, string? bound) =>
        from cluster in bound is null ? [] : token.Clusters
        let presented = configuration.Current.Clusters.GetValueOrDefault(cluster, ClusterSettings.Default).Certificate?.Thumbprint
        where presented != bound
        select Finding.Error(
            $"the token is bound to the certificate with x5t#S256 {ForeignText.Of(bound)}, and cluster '{cluster}' presents "
                + $"{presented ?? "no certificate"}: an API that checks "
                + $"this (RFC 8705) refuses its calls. Fix: set Gateway:Clusters:{cluster}:CertificateFile to the certificate of "
                + $"Gateway:TokenClients:{token.Request.Client}:CertificateFile."
        );

    private static IEnumerable<Finding> Skew(ExchangeFacts exchange) =>
        exchange.ClockSkew is { } skew && Math.Abs(skew) > TolerableSkew
            ?
            [
                Finding.Warning(
                    $"this machine's clock is {Math.Abs(skew)} s {(skew > 0 ? "behind" : "ahead of")} the authorization server's, "
                        + "so that client assertions and tokens are taken for expired or not valid yet. Fix: have both set by NTP."
                ),
            ]
            : [];
}
