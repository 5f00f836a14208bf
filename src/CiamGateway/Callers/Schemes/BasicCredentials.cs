namespace CiamGateway.Callers.Schemes;

/// <summary>A user name and a password as they were presented.</summary>
/// <param name="Password">In UTF-8.</param>
/// <param name="Whole">Name, colon and password, in UTF-8.</param>
internal sealed record BasicCredentials(string Name, ReadOnlyMemory<byte> Password, ReadOnlyMemory<byte> Whole)
{
    public override string ToString() => "***";
}
