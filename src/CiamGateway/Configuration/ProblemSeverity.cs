using System.Text.Json.Serialization;

namespace CiamGateway.Configuration;

/// <summary>Whether a configuration with the problem may be put into force.</summary>
internal enum ProblemSeverity
{
    /// <summary>It may not.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>It may, and the problem is said.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,
}
