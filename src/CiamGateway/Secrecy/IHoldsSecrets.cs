namespace CiamGateway.Secrecy;

/// <summary>Holds texts that must not be shown. <see cref="KnownSecrets"/> knows them for as long as the holder is in use.</summary>
internal interface IHoldsSecrets
{
    IEnumerable<string> Secrets { get; }
}
