using System.Globalization;
using CiamGateway.Forwarding.Explanation;
using CiamGateway.Limits;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Cli;

/// <summary>Prints an explanation for people: the verdict first, then what led to it.</summary>
internal sealed class ExplanationText(TextWriter writer)
{
    private const string NoLimit = "no limit";

    private readonly int _width = Terminal.WidthOf(writer);

    public void Write(RequestExplanation explanation)
    {
        WriteVerdict(explanation);
        if (explanation.Route is { } route)
        {
            WriteRoute(route, explanation.Caller ?? (explanation.PresentsCredential ? "caller" : "anonymous"));
        }
        if (explanation.Outgoing is { } outgoing)
        {
            WriteOutgoing(outgoing);
        }
        WriteOthers(explanation.OtherRoutes);
    }

    private void WriteVerdict(RequestExplanation explanation)
    {
        var caller =
            explanation.Caller is { } name ? $"by '{name}'"
            : explanation.PresentsCredential ? "with the credentials of its headers"
            : "without credentials";
        var request = $"{explanation.Method} {Printable(explanation.Target)} {caller} from {explanation.Source}";
        if (explanation.Refusal is not { } refusal)
        {
            writer.WriteLine($"{request} is forwarded.");
            return;
        }
        writer.WriteLine($"{request} is {Colour.Red("refused", writer)}: {refusal.Status} {refusal.Code}.");
        writer.WriteLine($"{refusal.Title}. {refusal.Detail}");
        if (explanation is { Caller: null, Route: { Admitted: false, WhoMayCall.Callers: [var first, ..] } })
        {
            writer.WriteLine($"Try: --caller {first}");
        }
    }

    private void WriteRoute(ExplainedRoute route, string caller)
    {
        var rows = new Table();
        rows.Add("route", $"{route.Name}: {Methods(route.Methods)} {route.Path}{(route.Order == 0 ? "" : $", Order {route.Order}")}");
        if (route.ServesHeadAsGet)
        {
            rows.Add("HEAD", "served as GET is (Gateway:HeadAsGet)");
        }
        if (route.AllowInPath is { } characters)
        {
            rows.Add("AllowInPath", $"its {(characters.StartsWith('{') ? "" : "last ")}path parameter may hold {characters}");
        }
        rows.Add("who may call", route.WhoMayCall.ToString());
        rows.Add(caller, $"{(route.Admitted ? "may" : "may not")}: {route.AdmissionReason}");
        rows.Add("token", route.Token is { } token ? Token(token) : "none goes out");
        if (route.Token is { } asked)
        {
            rows.Add("scope", asked.Scope);
        }
        rows.Add("rate limits", route.Limits.Rates.Count > 0 ? string.Join("; ", route.Limits.Rates.Select(Rate)) : NoLimit);
        rows.Add("body", route.Limits.MaxRequestBodySize is { } size ? $"up to {size} bytes" : NoLimit);
        rows.Add("time-outs", Timeouts(route.Limits));
        rows.Add(
            "cluster",
            $"{route.Cluster}: {string.Join(", ", route.Destinations.Select(destination => $"{destination.Key} {destination.Value}"))}"
        );
        if (route.ClientCertificate is { } certificate)
        {
            rows.Add("certificate", certificate);
        }
        rows.Add("connections", Connections(route));
        writer.WriteLine();
        rows.Write(writer, _width);
    }

    private void WriteOutgoing(OutgoingRequest outgoing)
    {
        writer.WriteLine();
        writer.WriteLine($"{outgoing.Method} {outgoing.Url}");
        foreach (var (name, value) in outgoing.Headers)
        {
            writer.WriteLine($"  {name}: {value}");
        }
        if (outgoing.RemovedHeaders.Count > 0)
        {
            writer.WriteLine($"  without {string.Join(", ", outgoing.RemovedHeaders)}");
        }
    }

    private void WriteOthers(IReadOnlyList<OtherRoute> others)
    {
        var near = new Table("OTHER ROUTE", "METHOD", "PATH", "WHY NOT");
        foreach (var other in others.Where(other => other.IsNear))
        {
            near.Add(other.Route, Methods(other.Methods), other.Path ?? "any", other.Reason);
        }
        if (others.Any(other => other.IsNear))
        {
            writer.WriteLine();
            near.Write(writer, _width);
        }
        if (others.Count(other => !other.IsNear) is > 0 and var rest)
        {
            writer.WriteLine();
            writer.WriteLine($"{rest} more route{(rest == 1 ? "" : "s")} with other paths.");
        }
    }

    /// <summary>A target on the command line may hold control sequences that a terminal would obey.</summary>
    private static string Printable(string target) =>
        string.Concat(target.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static string Methods(IReadOnlyList<string> methods) => methods.Count > 0 ? string.Join(", ", methods) : "any method";

    private static string Token(ExplainedToken token) =>
        $"of the token client '{token.Client}'{(token.InsteadOf is { } other ? $", the caller's own in place of '{other}'" : "")}, "
        + $"from {token.Server}"
        + (token.GrantType == TokenGrants.ClientCredentials ? "" : $", by the grant {token.GrantType}")
        + (token.Resource is { } resource ? $", for {resource}" : "")
        + (token.Warm ? "; kept warm" : "; fetched on demand")
        + (token.ReplayOn401 ? ", replaced and sent once more on 401" : ", 401 is passed on");

    private static string Connections(ExplainedRoute route)
    {
        var toServer = route.Token?.Connection is { } connection ? $"authorization server: {connection}; " : "";
        return toServer + string.Join("; ", route.Connections.Select(destination => $"{destination.Key}: {destination.Value}"));
    }

    private static string Rate(RateLimit limit)
    {
        string?[] parts =
        [
            limit.Requests > 0 ? $"{limit.Requests} per {Seconds(limit.Window)}" : null,
            limit.Concurrency > 0 ? $"{limit.Concurrency} at the same time" : null,
            limit.Queue > 0 ? $"{limit.Queue} may wait" : null,
        ];
        return $"{(limit.Name.Length > 0 ? limit.Name : "of the caller")}: "
            + $"{(parts.OfType<string>().Any() ? string.Join(", ", parts.OfType<string>()) : NoLimit)}";
    }

    private static string Timeouts(ExplainedLimits limits) =>
        string.Join(
            ", ",
            new[]
            {
                limits.TokenWaitTimeout is { } wait ? $"{Seconds(wait)} for the token" : null,
                $"{Seconds(limits.ActivityTimeout)} without progress",
                limits.Timeout is { } whole ? $"{Seconds(whole)} for the whole request" : null,
            }.OfType<string>()
        );

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s");
}
