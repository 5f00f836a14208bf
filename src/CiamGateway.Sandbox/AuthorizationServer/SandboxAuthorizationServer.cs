using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace CiamGateway.Sandbox.AuthorizationServer;

/// <summary>
/// A real OAuth 2.0 authorization server in the place of PingFederate: same token endpoint path, same kind of token, no <c>scope</c>
/// in its answer.
/// </summary>
internal sealed class SandboxAuthorizationServer : IAsyncDisposable
{
    public const string TokenEndpointPath = "as/token.oauth2";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<TokenRequestEntry> _requests = new();
    private readonly Dictionary<string, string[]> _scopes;
    private volatile TaskCompletionSource _gate = OpenGate();

    private SandboxAuthorizationServer(AuthorizationServerOptions options)
    {
        TokenLifetime = options.TokenLifetime;
        WithheldScope = options.WithheldScope;
        _scopes = options.Clients.ToDictionary(client => client.ClientId, client => client.Scope);
        var builder = LoopbackServer.CreateBuilder(options.Port);
        var database = Guid.NewGuid().ToString();
        builder.Services.AddDbContext<DbContext>(context => context.UseInMemoryDatabase(database).UseOpenIddict());
        builder
            .Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris(TokenEndpointPath).AllowClientCredentialsFlow();
                server.AddSigningKey(new RsaSecurityKey(options.SigningKey));
                server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).DisableAccessTokenEncryption();
                server.DisableTokenStorage().IgnoreScopePermissions();
                server.RegisterScopes([.. options.Clients.SelectMany(client => client.Scope).Distinct()]);
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(IssueAsync));
                server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(Note).SetOrder(int.MinValue));
            });
        builder.Services.AddAuthentication();
        _app = builder.Build();
        _app.UseAuthentication();
    }

    /// <summary>The lifetime of the tokens issued from now on, in whole seconds.</summary>
    public TimeSpan TokenLifetime { get; set; }

    /// <summary>Parts of the scope that are left out of what is granted from now on.</summary>
    public IReadOnlyList<string> WithheldScope { get; set; }

    public Uri Address => _app.Address();

    public Uri TokenEndpoint => new(Address, TokenEndpointPath);

    /// <summary>Every token request so far.</summary>
    public IReadOnlyCollection<TokenRequestEntry> TokenRequests => _requests;

    public static async Task<SandboxAuthorizationServer> StartAsync(AuthorizationServerOptions options, CancellationToken cancellationToken)
    {
        var server = new SandboxAuthorizationServer(options);
        await server.RegisterAsync(options.Clients, cancellationToken);
        await server._app.StartAsync(cancellationToken);
        await server.WarmUpAsync(options.Clients[0], cancellationToken);
        return server;
    }

    /// <summary>Lets token requests pile up until <see cref="Release"/>.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate.TrySetResult();

    /// <summary>Gives a client another secret; the one before authenticates no more.</summary>
    public async Task ChangeSecretAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        await using var services = _app.Services.CreateAsyncScope();
        var applications = services.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var application = await applications.FindByClientIdAsync(clientId, cancellationToken);
        await applications.UpdateAsync(application!, secret, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAndDisposeAsync();
    }

    private async Task RegisterAsync(IEnumerable<SandboxClient> clients, CancellationToken cancellationToken)
    {
        await using var services = _app.Services.CreateAsyncScope();
        var applications = services.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var client in clients)
        {
            var application = new OpenIddictApplicationDescriptor
            {
                ClientId = client.ClientId,
                ClientSecret = client.ClientSecret,
                Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
            };
            await applications.CreateAsync(application, cancellationToken);
        }
    }

    /// <summary>The first answer takes OpenIddict longer than a client waits, since its code is compiled on the way.</summary>
    private async Task WarmUpAsync(SandboxClient client, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client.ClientId,
                ["client_secret"] = client.ClientSecret,
            }
        );
        using var response = await http.PostAsync(TokenEndpoint, form, cancellationToken);
        response.EnsureSuccessStatusCode();
        _requests.Clear();
    }

    private async ValueTask IssueAsync(HandleTokenRequestContext context)
    {
        await _gate.Task;
        if (context.Request.GetScopes().Except(_scopes[context.Request.ClientId!]).Any())
        {
            context.Reject(OpenIddictConstants.Errors.InvalidScope, "The client may not have this scope.");
            return;
        }
        var identity = new ClaimsIdentity("sandbox", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.Request.ClientId);
        identity.SetScopes(context.Request.GetScopes().Except(WithheldScope));
        identity.SetAccessTokenLifetime(TokenLifetime);
        context.SignIn(new ClaimsPrincipal(identity));
    }

    private ValueTask Note(ApplyTokenResponseContext context)
    {
        if (context.Response.ExpiresIn is not null)
        {
            // OpenIddict states what is left when the answer is written, which is a second less every now and then.
            context.Response.ExpiresIn = (long)TokenLifetime.TotalSeconds;
        }
        var isBasic = context.Transaction.GetHttpRequest()?.Headers.Authorization.Count > 0;
        _requests.Enqueue(
            new TokenRequestEntry(
                context.Request?.ClientId,
                context.Request?.Scope,
                isBasic ? "client_secret_basic" : "client_secret_post",
                context.Error
            )
        );
        return default;
    }

    private static TaskCompletionSource OpenGate()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
