using System.Threading.Channels;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Connections;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Hosting;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.SharedCache;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway;

/// <summary>
/// Watches the configuration's files, secrets, keys and certificates included, and applies a change whole, or keeps the last configuration.
/// SIGHUP asks for the same.
/// </summary>
internal sealed partial class ConfigurationReload(
    GatewayConfiguration started,
    CurrentConfiguration current,
    InMemoryConfigProvider proxy,
    ConfigurationHistory history,
    TokenClients tokenClients,
    SharedTokens sharedTokens,
    AwaitedTokens awaited,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILogger<ConfigurationReload> logger
) : BackgroundService
{
    /// <summary>Polled: notifications of the file system do not cross bind mounts, network file systems and swapped links.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private bool _isAsked;

    /// <summary>The routes and clusters of a change that is applied except for routes that wait for their token.</summary>
    private IProxyConfig? _pending;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Configuration.Applied(clock.GetUtcNow());
        metrics.Certificates.Show(started.Certificates);
        var schedule = new ReloadSchedule(started.Files, clock);
        var restless = new RestlessFiles(clock, logger);
        using var sighup = SighupReload.AsReload(ReadAtOnce);
        await using var timer = clock.CreateTimer(static reload => ((ConfigurationReload)reload!).Wake(), this, Interval, Interval);
        await foreach (var _ in _wake.Reader.ReadAllAsync(stoppingToken))
        {
            if (Interlocked.Exchange(ref _isAsked, false) || schedule.Look())
            {
                schedule.BeginRead();
                schedule.EndRead(await ReloadAsync());
            }
            Complete();
            restless.Warn(schedule.Restless);
        }
    }

    private void ReadAtOnce()
    {
        _isAsked = true;
        Wake();
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <returns>The files to watch from now on, or null if the new configuration could not even be read.</returns>
    private async Task<FileStamps?> ReloadAsync()
    {
        try
        {
            var candidate = await GatewayHost.ValidateAsync(GatewayConfiguration.Load(started.Arguments));
            if (candidate.Errors is { Count: > 0 } errors)
            {
                Refuse(errors);
            }
            else
            {
                var configuration = candidate.Gateway with
                {
                    Problems = [.. candidate.Problems, .. RestartRequirements.Between(started, candidate.Gateway)],
                };
                await ApplyAsync(configuration, candidate.ReadableProxy);
                ReadFilesLog.Write(logger, configuration.ReadFiles);
                ConfigurationWarnings.Log(logger, configuration.Problems);
            }
            return candidate.Gateway.Files;
        }
        catch (Exception exception)
        {
            metrics.Configuration.Reloaded("refused");
            history.Refused([
                new ConfigurationProblem(
                    "",
                    "the changed configuration could not be read.",
                    "see the log for the cause (1004), and correct the files that were changed last."
                ),
            ]);
            LogFailed(logger, exception);
            return null;
        }
    }

    /// <summary>Applies all changes at once. A route whose new token is missing waits for it.</summary>
    private async Task ApplyAsync(GatewayConfiguration configuration, IProxyConfig routed)
    {
        ApplyCertificates(configuration);
        sharedTokens.Replace(configuration.TokenCache);
        tokenClients.Replace(configuration.TokenClients);
        await awaited.HoldAsync(proxy.GetConfig(), current.Current.Access, routed, configuration);
        _pending = awaited.Routes.Count > 0 ? routed : null;
        current.Apply(configuration, () => proxy.Update(awaited.In(routed.Routes), routed.Clusters));
        Announce();
        history.Applied(configuration, [.. awaited.Routes.Select(Remark)]);
        metrics.Configuration.Applied(clock.GetUtcNow());
        metrics.Certificates.Show(configuration.Certificates);
        if (_pending is null)
        {
            TellApplied();
            return;
        }
        metrics.Configuration.Reloaded("pending");
        LogPending(
            logger,
            awaited.Routes.Count,
            string.Join("', '", awaited.Routes.Select(route => route.Changed.RouteId)),
            string.Join("; ", awaited.Requests)
        );
    }

    /// <summary>Connections present a new client certificate before the first token comes that is bound to it (RFC 8705 §3).</summary>
    private void ApplyCertificates(GatewayConfiguration configuration)
    {
        var before = current.Current;
        var clusters = new Dictionary<string, ClusterSettings>(before.Clusters, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, settings) in configuration.Clusters)
        {
            if (settings.Certificate?.Thumbprint != clusters.GetValueOrDefault(name)?.Certificate?.Thumbprint)
            {
                clusters[name] = settings;
            }
        }
        if (clusters.Any(cluster => !ReferenceEquals(cluster.Value, before.Clusters.GetValueOrDefault(cluster.Key))))
        {
            var routed = proxy.GetConfig();
            current.Apply(before with { Clusters = clusters }, () => proxy.Update(routed.Routes, routed.Clusters));
        }
    }

    /// <summary>Routes that waited for their token get it.</summary>
    private void Complete()
    {
        if (_pending is { } routed && awaited.HaveCome)
        {
            _pending = null;
            awaited.Clear();
            proxy.Update(routed.Routes, routed.Clusters);
            history.Completed();
            TellApplied();
        }
    }

    private void TellApplied()
    {
        metrics.Configuration.Reloaded("applied");
        LogApplied(logger);
    }

    private static ConfigurationProblem Remark(HeldRoute route) =>
        new(
            RoutePath.Of(route.Changed),
            $"goes on with its old access token until the new one has come: {string.Join("; ", route.Missing)}.",
            "see warning 2002 for what keeps the token from coming, or set Gateway:Reload:WaitForTokens to false to apply the "
                + "change at once."
        );

    private void Announce()
    {
        try
        {
            current.Announce();
        }
        catch (AggregateException exception)
        {
            LogNotFollowed(logger, exception);
        }
    }

    private void Refuse(IReadOnlyList<ConfigurationProblem> problems)
    {
        foreach (var problem in problems)
        {
            LogProblem(logger, problem);
        }
        metrics.Configuration.Reloaded("refused");
        history.Refused(problems);
        LogRefused(logger, problems.Count);
    }

    [LoggerMessage(1001, LogLevel.Information, "Configuration reloaded")]
    private static partial void LogApplied(ILogger logger);

    [LoggerMessage(
        1008,
        LogLevel.Warning,
        "Configuration reloaded, but {Count} route(s) use their old access token until the new one has come: '{Routes}'. "
            + "Missing: {Tokens}. Fix: see warning 2002 for what keeps a token from coming, "
            + "or set Gateway:Reload:WaitForTokens to false to apply such a change at once"
    )]
    private static partial void LogPending(ILogger logger, int count, string routes, string tokens);

    [LoggerMessage(1002, LogLevel.Error, "The configuration changed and is refused: {Problem}")]
    private static partial void LogProblem(ILogger logger, ConfigurationProblem problem);

    [LoggerMessage(
        1003,
        LogLevel.Error,
        "The last good configuration keeps serving, since the new one has {Count} problem(s). Fix: correct each, "
            + "or take the change back: a restart would fail"
    )]
    private static partial void LogRefused(ILogger logger, int count);

    [LoggerMessage(
        1004,
        LogLevel.Error,
        "The configuration changed and could not be read; the last good one keeps serving. Fix: "
            + "correct the files that were changed last. The cause follows"
    )]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        1006,
        LogLevel.Error,
        "Configuration reloaded, but a part of the process failed to follow the change. "
            + "Fix: restart the gateway, and report the cause, which follows"
    )]
    private static partial void LogNotFollowed(ILogger logger, Exception exception);
}
