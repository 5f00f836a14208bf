namespace CiamGateway.Chaos.Faults;

/// <summary>Every kind of fault of this program.</summary>
internal static class FaultKinds
{
    /// <summary>In the order of their names, so that a seed leads to the same plan.</summary>
    public static IReadOnlyList<Func<Fault>> All { get; } =
    [
        .. from type in typeof(Fault).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(Fault)) && !type.IsAbstract
        let create = (Func<Fault>)(() => (Fault)Activator.CreateInstance(type)!)
        orderby create().Name
        select create,
    ];
}
