using CiamGateway.Errors;
using CiamGateway.Forwarding.Targets;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>
/// Refuses requests whose query or headers the API could read in another way than the conditions of the routes (<c>QueryParameters</c>,
/// <c>Headers</c>): the API would perform the operation of another route than the one that chose the scope.
/// </summary>
internal sealed class RouteConditionMiddleware(RequestDelegate next, EndpointDataSource routes)
{
    private volatile RouteConditions _conditions = new([]);

    public Task InvokeAsync(HttpContext context)
    {
        // The list is another one whenever routes have changed.
        var endpoints = routes.Endpoints;
        if (!ReferenceEquals(_conditions.Endpoints, endpoints))
        {
            _conditions = new RouteConditions(endpoints);
        }
        if (_conditions.FaultOf(context.Request) is not { } fault)
        {
            return next(context);
        }
        context.Fail(new GatewayError(Problems.RequestTargetRefused, $"{fault}. Nothing was sent to the API."));
        return Task.CompletedTask;
    }
}
