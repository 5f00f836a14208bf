namespace CiamGateway.Callers;

/// <summary>The callers and policies of the current configuration.</summary>
internal sealed partial class CurrentCallers
{
    private readonly CurrentConfiguration _configuration;
    private readonly ILogger<CurrentCallers> _logger;
    private readonly Lock _renewal = new();
    private volatile CallerDirectory _current;

    public CurrentCallers(CurrentConfiguration configuration, ILogger<CurrentCallers> logger)
    {
        _configuration = configuration;
        _logger = logger;
        _current = Create(configuration.Current.Access);
    }

    public CallerDirectory Current
    {
        get
        {
            var (current, access) = (_current, _configuration.Current.Access);
            return ReferenceEquals(current.Access, access) ? current : Renew();
        }
    }

    /// <summary>The policies of the previous configuration during a reload, while its routes may still be served; otherwise null.</summary>
    public AccessSettings? Outgoing => _configuration.Outgoing?.Access;

    private CallerDirectory Renew()
    {
        lock (_renewal)
        {
            var access = _configuration.Current.Access;
            return ReferenceEquals(_current.Access, access) ? _current : _current = Create(access);
        }
    }

    private CallerDirectory Create(AccessSettings access)
    {
        if (access.Anonymous is AnonymousCallers.Allowed)
        {
            LogAnonymousAllowed(_logger);
        }
        foreach (var policy in access.Policies.Where(policy => policy.Value.Count == 0))
        {
            LogPolicyAdmitsNobody(_logger, policy.Key);
        }
        return new CallerDirectory(access);
    }

    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "Gateway:AnonymousCallers is Allowed: every client that reaches the gateway can call the API with the gateway's tokens, "
            + "on every route without an access policy"
    )]
    private static partial void LogAnonymousAllowed(ILogger logger);

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "Access policy '{Policy}' admits no caller: its routes answer 403 until callers are listed under "
            + "Gateway:AccessPolicies:{Policy}:Callers"
    )]
    private static partial void LogPolicyAdmitsNobody(ILogger logger, string policy);
}
