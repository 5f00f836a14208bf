using System.Text;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Microsoft.AspNetCore.Http.Features;

namespace CiamGateway.Sandbox.SiblingApis;

/// <summary>The MFA API and the administration API, on the Provisioning API's server and with its journal.</summary>
internal sealed class SiblingApiServer(Journal journal, TimeProvider clock, TimeSpan tokenLifetime)
{
    /// <summary>Where the gateway asks for access tokens.</summary>
    public const string TokenEndpointPath = "/ciam-mfa/v2/get/token";

    private static readonly string[] TokenEndpointPaths = [TokenEndpointPath, "/ciam-mfa/v1/get/token"];

    private readonly SiblingTokens _tokens = new(clock, tokenLifetime);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in TokenEndpointPaths)
        {
            routes.MapPost(path, Answer(IssueAsync));
        }
        foreach (var operation in SiblingOperation.All)
        {
            routes.MapMethods(operation.Path, [operation.Method], Answer(context => AnswerAsync(context, operation)));
        }
    }

    private RequestDelegate Answer(Func<HttpContext, Task> answer) =>
        async context =>
        {
            try
            {
                await answer(context);
            }
            catch (SiblingError error)
            {
                await WriteAsync(context, error.Status, error.BodyAt(clock.GetUtcNow()));
            }
        };

    private async Task IssueAsync(HttpContext context) =>
        await WriteAsync(context, 200, await _tokens.IssueAsync(context.Request, context.RequestAborted));

    /// <summary>The journal has its entry before the caller has its answer.</summary>
    private async Task AnswerAsync(HttpContext context, SiblingOperation operation)
    {
        SandboxClient? client = null;
        var status = operation.Status;
        try
        {
            client = _tokens.Require(context.Request, operation.Clients);
        }
        catch (SiblingError error)
        {
            status = error.Status;
            throw;
        }
        finally
        {
            Note(context.Request, operation, client, status);
        }
        await WriteAsync(context, status, operation.Answer(context.Request.RouteValues), operation.IsText);
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? body, bool isText = false)
    {
        context.Response.StatusCode = status;
        if (body is null)
        {
            return;
        }
        var content = Encoding.UTF8.GetBytes(isText ? body.ToString() : body.ToJsonString());
        context.Response.ContentType = isText ? "text/plain" : "application/json";
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private void Note(HttpRequest request, SiblingOperation operation, SandboxClient? client, int status) =>
        journal.Add(
            new JournalEntry(
                $"{operation.Method} {operation.Path}",
                request.Method,
                request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                request.Path,
                request.QueryString.Value ?? "",
                client is null ? null : "",
                client?.ClientId,
                request.Headers.Authorization.Count,
                [.. request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
                status
            )
        );
}
