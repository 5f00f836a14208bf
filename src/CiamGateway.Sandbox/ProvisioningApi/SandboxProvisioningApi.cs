using System.Text.Json;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.SiblingApis;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>
/// The CIAM Provisioning API in memory: all 27 operations, each behind the scope that it takes, and a journal of what arrived. Its siblings
/// are beside it.
/// </summary>
internal sealed class SandboxProvisioningApi : IAsyncDisposable
{
    public const string JournalPath = "/_journal";

    private static readonly JsonSerializerOptions JournalFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly WebApplication _app;
    private readonly BearerTokens _tokens;
    private readonly ProvisioningDirectory _directory;

    private SandboxProvisioningApi(ProvisioningApiOptions options)
    {
        _tokens = new BearerTokens(options.Issuer);
        _directory = new ProvisioningDirectory(TimeProvider.System) { HasBareLists = options.HasBareLists };
        if (options.HasExamples)
        {
            AddExamples();
        }
        _app = LoopbackServer.CreateBuilder(options.Port).Build();
        _app.MapGet(JournalPath, () => Results.Json(Journal.Entries, JournalFormat));
        _app.MapDelete(JournalPath, Journal.Clear);
        foreach (var operation in Operations.All)
        {
            string[] methods = operation.Method is "GET" ? ["GET", "HEAD"] : [operation.Method];
            _app.MapMethods(operation.Path, methods, Answer(operation, (request, token) => HandleAsync(request, operation, token)));
        }
        new SiblingApiServer(Journal, TimeProvider.System, options.SiblingTokenLifetime).Map(_app);
        _app.MapFallback(Answer(null, (_, _) => throw new ApiError(404, "The API has no such operation.")));
    }

    public Uri Address => _app.Address();

    public Journal Journal { get; } = new();

    public static async Task<SandboxProvisioningApi> StartAsync(ProvisioningApiOptions options, CancellationToken cancellationToken)
    {
        var api = new SandboxProvisioningApi(options);
        await api._app.StartAsync(cancellationToken);
        return api;
    }

    /// <summary>Refuses with 401, from now on, every token that was accepted before.</summary>
    public void RevokeTokens() => _tokens.RevokeAll();

    public ValueTask DisposeAsync() => _app.StopAndDisposeAsync();

    /// <summary>The journal has its entry before the caller has its answer.</summary>
    private RequestDelegate Answer(Operation? operation, Func<HttpRequest, JsonWebToken, Task<ApiReply>> handle) =>
        async context =>
        {
            JsonWebToken? token = null;
            int status;
            Func<Task> write;
            try
            {
                token = await _tokens.ValidateAsync(context.Request, context.RequestAborted);
                var reply = await handle(context.Request, token);
                (status, write) = (reply.Status, () => ApiReplyWriter.WriteAsync(context, operation, reply));
            }
            catch (ApiError error)
            {
                (status, write) = (error.Status, () => ApiReplyWriter.WriteAsync(context, operation, error));
            }
            Note(context.Request, operation, token, status);
            await write();
        };

    private async Task<ApiReply> HandleAsync(HttpRequest request, Operation operation, JsonWebToken token)
    {
        BearerTokens.RequireScope(token, operation.Scope);
        return operation.Handle(_directory, await ApiRequest.ReadAsync(request, operation.TakesScim, request.HttpContext.RequestAborted));
    }

    private void Note(HttpRequest request, Operation? operation, JsonWebToken? token, int status) =>
        Journal.Add(
            new JournalEntry(
                operation is null ? null : $"{operation.Method} {operation.Path}",
                request.Method,
                request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                request.Path,
                request.QueryString.Value ?? "",
                token is null ? null : BearerTokens.Scope(token),
                token is not null && token.TryGetPayloadValue<string>("client_id", out var client) ? client : null,
                request.Headers.Authorization.Count,
                [.. request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
                status
            )
        );

    private void AddExamples()
    {
        var domain = _directory.Domains.Create("", new JsonObject { ["friendlyName"] = "Acme", ["description"] = "An example domain" });
        _directory.Users.Create(
            domain["domainId"]!.ToString(),
            new JsonObject
            {
                ["friendlyName"] = "jdoe",
                ["surname"] = "Doe",
                ["givenName"] = "Jane",
            }
        );
    }
}
