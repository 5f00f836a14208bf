using System.Collections.Frozen;
using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Listening;

namespace CiamGateway.Callers;

/// <summary>
/// Every rule for who may call: callers, access policies, anonymous callers, trusted proxies, and that no listener serves unauthenticated
/// strangers.
/// </summary>
internal sealed class AccessValidator(ConfigurationReading reading)
{
    private const string PoliciesPath = $"{GatewayOptions.Section}:{nameof(GatewayOptions.AccessPolicies)}";
    private const string AnonymousPath = $"{GatewayOptions.Section}:{nameof(GatewayOptions.AnonymousCallers)}";
    private const string ProxiesPath = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TrustedProxies)}";

    /// <param name="listeners">The listeners on which callers present their credentials.</param>
    public AccessSettings Check(GatewayOptions options, IReadOnlyList<ListeningAddress> listeners, IConfiguration root)
    {
        var settings = new AccessSettings
        {
            Anonymous = CheckAnonymous(options.AnonymousCallers),
            Callers = new CallerValidator(reading).Check(options.Callers, options.TokenClients.Keys),
            Policies = options.AccessPolicies.ToFrozenDictionary(
                policy => policy.Key,
                policy => CheckPolicy(policy.Key, policy.Value.Callers, options.Callers.Keys, root),
                StringComparer.OrdinalIgnoreCase
            ),
            TrustedProxies = [.. NetworkList.Read(ProxiesPath, options.TrustedProxies, reading).Select(network => network.Value)],
            AllowedHosts = AllowedHostsValidator.Check(root, reading),
            PasswordChecks = new PasswordCheckLimits(options.Limits.MaxWaitingPasswords, options.Limits.MaxWaitingPasswordsPerAddress),
        };
        // What may be wrong with the callers or with this option would be reported a second time.
        var isKnown = reading.IsSound(AnonymousPath) && reading.IsSound(CallerValidator.Section);
        ListeningValidator.Check(
            [.. ListeningAddresses.OfCallers(root)],
            isKnown ? settings.Anonymous : AnonymousCallers.Allowed,
            options.Callers,
            reading
        );
        ListeningValidator.WarnOfPlainHttp(listeners, options.Callers, reading);
        return settings;
    }

    private AnonymousCallers CheckAnonymous(string text)
    {
        var names = Enum.GetNames<AnonymousCallers>();
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return Enum.Parse<AnonymousCallers>(known);
        }
        reading.Report(
            AnonymousPath,
            $"'{text}' is none of {string.Join(", ", names)}.",
            NearestName.Of(text, names) is { } nearest ? $"write '{nearest}'." : $"write one of {string.Join(", ", names)}."
        );
        return AnonymousCallers.Denied;
    }

    private FrozenSet<string> CheckPolicy(string name, IReadOnlyList<string> admitted, ICollection<string> callers, IConfiguration root)
    {
        var path = $"{PoliciesPath}:{name}:{nameof(AccessPolicyOptions.Callers)}";
        if (AccessSettings.IsReserved(name))
        {
            reading.Report(
                $"{PoliciesPath}:{name}",
                $"'{name}' is a policy of YARP's own: default admits every known caller, anonymous everybody.",
                "choose another name."
            );
        }
        if (!root.GetSection($"{PoliciesPath}:{name}").GetChildren().Any())
        {
            reading.Report(
                path,
                "is missing.",
                "write the callers that the policy admits, such as [ \"ops-console\" ]; an empty list, [], closes its routes to everybody."
            );
        }
        foreach (var (element, caller) in reading.Elements(path, admitted))
        {
            if (!callers.Contains(caller, StringComparer.OrdinalIgnoreCase))
            {
                reading.Report(
                    element,
                    $"'{caller}' is not a caller.",
                    NearestName.Of(caller, callers) is { } nearest
                        ? $"write '{nearest}'."
                        : $"define it under {CallerValidator.Section}, or remove it here.",
                    refersTo: $"{CallerValidator.Section}:{caller}"
                );
            }
        }
        return admitted.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
