using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>The metrics of changes of the configuration.</summary>
internal sealed class ConfigurationMetrics
{
    private readonly Counter _reloads;
    private readonly Gauge _lastReloadSuccessful;
    private readonly Gauge _lastReloadSuccess;

    public ConfigurationMetrics(MetricFactory metrics)
    {
        _reloads = metrics.CreateCounter(
            "ciam_gateway_config_reloads_total",
            "Changes of the configuration, by outcome: applied, pending while routes wait for a token, or refused.",
            "outcome"
        );
        _lastReloadSuccessful = metrics.CreateGauge(
            "ciam_gateway_config_last_reload_successful",
            "Whether the last change of the configuration has taken effect."
        );
        _lastReloadSuccess = metrics.CreateGauge(
            "ciam_gateway_config_last_reload_success_timestamp_seconds",
            "When the current configuration was read, in seconds since 1970."
        );
        Array.ForEach(["applied", "pending", "refused"], outcome => _reloads.WithLabels(outcome).Publish());
    }

    public void Applied(DateTimeOffset time)
    {
        _lastReloadSuccessful.Set(1);
        _lastReloadSuccess.SetToTimeUtc(time);
    }

    public void Reloaded(string outcome)
    {
        _reloads.WithLabels(outcome).Inc();
        _lastReloadSuccessful.Set(outcome == "refused" ? 0 : 1);
    }
}
