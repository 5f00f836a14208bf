namespace CiamGateway.Configuration.Loading;

/// <summary>Where a setting was written: in a file, with line and column counted from 1, or in a source that has none.</summary>
internal sealed record ConfigurationPlace(string Source, long? Line = null, long? Column = null)
{
    public override string ToString() => Line is null ? Source : $"{Source}:{Line}:{Column}";
}
