using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>The addresses from which a caller has proved who it is lately: its next connection is not shut out by strangers.</summary>
internal sealed class ProvenAddresses(TimeProvider clock)
{
    /// <summary>How long an address is remembered after its last proof.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int Most = 10_000;

    private readonly Dictionary<AddressRange, long> _proofs = [];

    public void Add(AddressRange address)
    {
        if (_proofs.Count >= Most && !_proofs.ContainsKey(address))
        {
            _proofs.Clear();
        }
        _proofs[address] = clock.GetTimestamp();
    }

    public bool Contain(AddressRange address) => _proofs.TryGetValue(address, out var proof) && clock.GetElapsedTime(proof) < Lifetime;
}
