namespace CiamGateway.Benchmarks.Peers;

/// <summary>Where a peer runs: its own folder, the port it listens on, what is behind it, and what both sides speak.</summary>
internal sealed record Place(string Folder, int Port, Uri Upstream, Protocol Protocol)
{
    /// <summary>The API and token endpoint.</summary>
    public const int UpstreamPort = 18079;

    /// <summary>The peer that is measured; the gateway's management listener is on the next.</summary>
    public const int PeerPort = 18080;

    /// <summary>What an upstream without an upstream of its own is told.</summary>
    public static readonly Uri Nowhere = new("http://127.0.0.1/");

    public bool HasTls => Protocol is not Protocol.Plain;

    public Uri Url => new($"{(HasTls ? "https" : "http")}://127.0.0.1:{Port}/");

    /// <summary>What every peer shows where it speaks TLS, and whom it trusts then: a PEM file.</summary>
    public string Certificate => LoopbackCertificate.Write(Folder);

    /// <summary>The key to it.</summary>
    public string Key => Certificate + ".key";

    public Uri Management => new($"http://127.0.0.1:{Port + 1}/");

    /// <summary>Writes a file of the peer's into its folder.</summary>
    /// <returns>Its path.</returns>
    public string Write(string file, string content)
    {
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path, content);
        return path;
    }
}
