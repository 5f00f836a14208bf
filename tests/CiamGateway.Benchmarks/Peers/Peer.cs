namespace CiamGateway.Benchmarks.Peers;

/// <summary>A proxy that is measured: what it is, and how it is started in front of the upstream.</summary>
internal abstract record Peer(string Name, string Program)
{
    /// <summary>A bearer of the size that an authorization server's JWT has.</summary>
    protected static readonly string Bearer = new('e', 800);

    /// <summary>The bytes that are installed to run it: the program itself.</summary>
    public long Size => new FileInfo(new FileInfo(Program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Program).Length;

    /// <summary>Whether it can speak so on both sides.</summary>
    public virtual bool Speaks(Protocol protocol) => true;

    /// <summary>The same without a token, to tell what that costs; null if it attaches none of its own.</summary>
    public virtual Peer? WithoutToken => null;

    /// <summary>Writes the configuration into the place's folder, and tells the arguments to start with.</summary>
    public abstract IReadOnlyList<string> Prepare(Place place);
}
