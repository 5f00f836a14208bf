namespace CiamGateway.Callers;

/// <summary>An application that has proved who it is.</summary>
internal sealed class Caller(CallerSettings settings)
{
    public CallerSettings Settings => settings;

    public string Name => settings.Name;

    public override string ToString() => Name;
}
