namespace CiamGateway.Benchmarks.Peers;

/// <summary>The API and the token endpoint behind every peer: nginx, which answers both from memory.</summary>
internal sealed record Upstream() : Peer("upstream", "/usr/sbin/nginx")
{
    public const string LargeFile = "large";

    public override IReadOnlyList<string> Prepare(Place place)
    {
        // Sparse: it has the length, and takes no space.
        using (var file = File.Create(Path.Combine(Directory.CreateDirectory(Path.Combine(place.Folder, "Files")).FullName, LargeFile)))
        {
            file.SetLength(Load.TransferBenchmark.Bytes);
        }
        return NginxSettings.Write(
            place.Folder,
            workers: 1,
            $$"""
            keepalive_requests 1000000;
            default_type application/json;
            server {
              {{NginxSettings.Listen(place)}}
              client_max_body_size 0;
              location = /token {
                return 200 '{"access_token":"{{Bearer}}","token_type":"Bearer","expires_in":7200,"scope":"application.client"}'; }
              location = /Faults/refused { return 503; }
              location = /Faults/broken { return 444; }
              location = /Files/{{LargeFile}} { root {{place.Folder}}; }
              location / {
                return 200 '{"Resources":[{"id":"42","friendlyName":"Mine","description":"My first domain","status":"active"}],"totalResults":1}'; }
            }
            """
        );
    }
}
