using System.Text.Json;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.ProvisioningApi;

namespace CiamGateway.Sandbox.Tour;

/// <summary>
/// A caller that knows nothing of OAuth: HTTP calls to the gateway with an API key, each compared with what the API's journal says arrived.
/// </summary>
internal sealed class LegacyApplication(SandboxCaller caller, HttpClient gateway, HttpClient api, TextWriter output)
{
    public const string ClientScope = "application.client";
    public const string ManageScope = "application.client domain.manage";
    public const string NoScope = "";

    private readonly List<TourStep> _steps = [];

    public IReadOnlyList<TourStep> Steps => _steps;

    /// <returns>The answer's JSON, or an empty object where it has none.</returns>
    public async Task<JsonObject> CallAsync(
        string method,
        string path,
        int status,
        string? scope,
        JsonObject? body = null,
        string? stolenToken = null,
        CancellationToken cancellationToken = default
    )
    {
        var arrivedBefore = (await JournalAsync(cancellationToken)).Count;
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.TryAddWithoutValidation("X-Api-Key", caller.ApiKey);
        if (stolenToken is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {stolenToken}");
        }
        using var response = await gateway.SendAsync(request, cancellationToken);
        var arrived = (await JournalAsync(cancellationToken)).Skip(arrivedBefore).ToList();

        var step = new TourStep(
            caller.Name,
            method,
            path,
            status,
            (int)response.StatusCode,
            scope,
            arrived is [var entry] ? entry.Scope ?? "(no valid token)" : null
        );
        _steps.Add(step);
        await output.WriteLineAsync(step.ToString());
        var content = await response.Content.ReadAsStringAsync(cancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return isJson && JsonNode.Parse(content) is JsonObject json ? json : [];
    }

    private async Task<List<JournalEntry>> JournalAsync(CancellationToken cancellationToken) =>
        await api.GetFromJsonAsync<List<JournalEntry>>(SandboxProvisioningApi.JournalPath, JsonSerializerOptions.Web, cancellationToken)
        ?? [];
}
