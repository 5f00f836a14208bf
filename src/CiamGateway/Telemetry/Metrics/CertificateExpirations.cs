using CiamGateway.Configuration.Secrets;
using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>Shows when each certificate ends that the gateway presents, or trusts by a file that the configuration names.</summary>
internal sealed class CertificateExpirations(MetricFactory metrics)
{
    private readonly Gauge _expiration = metrics.CreateGauge(
        "ciam_gateway_certificate_expiration_timestamp_seconds",
        "When the first of the certificates ends that this configuration key names, in seconds since 1970.",
        "usage",
        "key"
    );

    /// <summary>Shows these. The series of a key that names none any more is removed.</summary>
    public void Show(IEnumerable<NamedCertificate> certificates)
    {
        var gone = _expiration.GetAllLabelValues().ToList();
        foreach (var key in certificates.GroupBy(certificate => (certificate.Usage.Label, certificate.Path)))
        {
            _expiration.WithLabels(key.Key.Label, key.Key.Path).SetToTimeUtc(key.Min(certificate => certificate.NotAfter));
            gone.RemoveAll(labels => labels[0] == key.Key.Label && labels[1] == key.Key.Path);
        }
        gone.ForEach(labels => _expiration.RemoveLabelled(labels));
    }
}
