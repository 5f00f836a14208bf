using CiamGateway.Listening;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>A request as it would have left for the API, its token hidden.</summary>
internal sealed record OutgoingRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Headers of the incoming request that do not go out.</summary>
    public IReadOnlyList<string> RemovedHeaders { get; init; } = [];

    public static OutgoingRequest Of(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = request.Headers.Host ?? request.RequestUri!.Authority,
        };
        foreach (var (name, values) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? []))
        {
            headers[name] = HeaderEncoding.ToText(values.ToString());
        }
        return new OutgoingRequest(request.Method.Method, request.RequestUri!.AbsoluteUri, headers);
    }

    public OutgoingRequest ComparedTo(IHeaderDictionary incoming) =>
        this with
        {
            RemovedHeaders =
            [
                .. incoming.Select(header => header.Key).Where(name => !Headers.ContainsKey(name)).Order(StringComparer.OrdinalIgnoreCase),
            ],
        };
}
