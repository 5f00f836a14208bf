#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property GenerateDocumentationFile=false
#:property NoWarn=IDE0005
// Kestrel with the routing of ASP.NET Core. Usage: kestrel OPERATIONS PORT.
using System.Globalization;
using System.Text.Json;

var operations = JsonSerializer.Deserialize<Operation[]>(File.ReadAllText(args[0]), JsonSerializerOptions.Web)!;
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(int.Parse(args[1], CultureInfo.InvariantCulture)));
var app = builder.Build();
app.Use(
    async (context, next) =>
    {
        await next(context);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var operation = context.GetEndpoint()?.Metadata.GetMetadata<Operations>()?.All.FirstOrDefault(one => one.IsOf(context.Request));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers["X-Reading"] = $"{headers["X-Fuzz"]}|{headers.Authorization}|{body.Length}|{operation?.Name ?? "-"}";
    }
);
app.UseRouting();

// Nothing is performed: the endpoint that routing found is the reading.
app.Use(_ => _ => Task.CompletedTask);
app.UseEndpoints(_ => { });
foreach (var group in operations.GroupBy(operation => (operation.Method, operation.Path)))
{
    string[] methods = group.Key.Method is "GET" ? ["GET", "HEAD"] : [group.Key.Method];
    app.MapMethods(group.Key.Path, methods, () => { }).WithMetadata(new Operations([.. group]));
}
await app.RunAsync();

internal sealed record Operation(
    string Name,
    string Method,
    string Path,
    Dictionary<string, string>? Query,
    Dictionary<string, string>? Header
)
{
    public bool IsOf(HttpRequest request) =>
        (Query ?? []).All(one => request.Query[one.Key] == one.Value) && (Header ?? []).All(one => request.Headers[one.Key] == one.Value);
}

internal sealed record Operations(Operation[] All);
