using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Tells which route would take another path, by the gateway's own routing. Nothing is sent.</summary>
internal sealed class RouteLookup(IEndpointRouteBuilder endpoints)
{
    private readonly Lazy<RequestDelegate> _routing = new(() =>
        new ApplicationBuilder(endpoints.ServiceProvider)
            .UseRouting()
            .Use(_ => _ => Task.CompletedTask)
            .UseEndpoints(own =>
            {
                foreach (var source in endpoints.DataSources)
                {
                    own.DataSources.Add(source);
                }
            })
            .Build()
    );

    /// <summary>
    /// Whether some other route lists a path, for any method. A request for it has the method, host, headers and query of this one.
    /// </summary>
    public async Task<bool> IsOfOtherRouteAsync(string path, string route, HttpContext context) =>
        await EndpointOfAsync(path, context) is { } found && found.Metadata.GetMetadata<RouteModel>()?.Config.RouteId != route;

    /// <returns>
    /// The endpoint of a path for a request like this one. Without a route's model it is routing's own, which answers 405.
    /// </returns>
    public async Task<Endpoint?> EndpointOfAsync(string path, HttpContext context)
    {
        var asked = Ask(path, context);
        await _routing.Value(asked);
        return asked.GetEndpoint();
    }

    /// <summary>For an open request: which route takes it now. Null if there is none.</summary>
    public Endpoint? Find(HttpContext context)
    {
        var asked = Ask(context.Request.Path, context);
        _routing.Value(asked).GetAwaiter().GetResult();
        return asked.GetEndpoint() is { } found && found.Metadata.GetMetadata<RouteModel>() is not null ? found : null;
    }

    private DefaultHttpContext Ask(string? path, HttpContext context)
    {
        var asked = new DefaultHttpContext { RequestServices = endpoints.ServiceProvider };
        asked.Request.Method = context.Request.Method;
        asked.Request.Scheme = context.Request.Scheme;
        asked.Request.QueryString = context.Request.QueryString;
        asked.Request.Path = path;
        asked.Features.Set(context.Features.Get<IHttpExtendedConnectFeature>());
        try
        {
            Copy(context.Request.Headers, asked.Request.Headers);
        }
        catch (InvalidOperationException)
        {
            // The request just goes out, and its headers changed meanwhile, which they do once.
            Copy(context.Request.Headers, asked.Request.Headers);
        }
        return asked;
    }

    private static void Copy(IHeaderDictionary from, IHeaderDictionary to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value;
        }
    }
}
