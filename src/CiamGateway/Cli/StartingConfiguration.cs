using System.Text.Encodings.Web;
using System.Text.Json;
using CiamGateway.Callers;
using CiamGateway.OpenApi;

namespace CiamGateway.Cli;

/// <summary>The files that <c>init</c> writes: a commented configuration for one API, ready to be completed.</summary>
/// <param name="ServerKey">TokenEndpoint or Issuer.</param>
/// <param name="Server">The address for that key.</param>
/// <param name="Api">The address of the API.</param>
/// <param name="Routes">The routes of the API's OpenAPI document; none for an example.</param>
internal sealed record StartingConfiguration(string ServerKey, Uri Server, string ClientId, Uri Api, IReadOnlyList<RouteDraft> Routes)
{
    public const string SettingsFile = "appsettings.json";
    public const string RouteFile = "routes.json";
    public const string SecretFile = "client_secret";
    private const string Name = "api";

    /// <summary>Policies that need no definition.</summary>
    private static readonly string[] OfYarp = [AccessSettings.AnyCallerPolicy, AccessSettings.AnybodyPolicy];

    /// <summary>The placeholder of the client secret until it is written into its file.</summary>
    public const string SecretPlaceholder = "replace-this-by-the-client-secret\n";

    public string Settings =>
        $$"""
            // The configuration of CiamGateway. Check it offline with "ciam-gateway validate", and against the real servers with
            // "ciam-gateway doctor". The gateway reads it again by itself when it changes.
            {
              "Gateway": {
                "TokenClients": {
                  // The OAuth client with which the gateway gets its access tokens. Routes name it as their AccessToken.
                  "{{Name}}": {
                    {{Text(ServerKey)}}: {{Text(Server.OriginalString)}},
                    "ClientId": {{Text(ClientId)}},
                    // Or client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth.
                    "ClientAuthentication": "client_secret_basic",
                    // A file that holds nothing but the secret.
                    "ClientSecretFile": "{{SecretFile}}"
                    // If a private certificate authority issued the server's certificate, add:
                    // , "TrustedCertificatesFile": "corporate-ca.pem"
                  }
                },
                // Who may call without credentials: Loopback (only this machine), Denied or Allowed.
                "AnonymousCallers": "Loopback",
                // The applications that call with credentials. "ciam-gateway new-key payroll" makes a key and this entry's hash.
                "Callers": {
                  // "payroll": { "ApiKeys": [ "sha256:..." ] }
                },
                {{Policies}}// What callers may call, by the operation: see {{RouteFile}}.
                "RouteFiles": [ "{{RouteFile}}" ]
              },
              "ReverseProxy": {
                "Clusters": {
                  // Where the API is. Routes name it as their ClusterId.
                  "{{Name}}": { "Destinations": { "primary": { "Address": {{Text(Api.AbsoluteUri)}} } } }
                }
              }
              // Callers reach the gateway at http://127.0.0.1:8080, and operators at http://127.0.0.1:8081. To listen elsewhere, add:
              // , "Urls": "http://0.0.0.0:8080"
            }

            """;

    /// <summary>The access policies that the document's operations name, without a caller yet; empty if they name none.</summary>
    private string Policies
    {
        get
        {
            List<string> names = [.. Routes.Select(route => route.Extension.Policy).OfType<string>().Distinct().Except(OfYarp)];
            if (names.Count == 0)
            {
                return "";
            }
            var policies = string.Join(", ", names.Select(name => $"{Text(name)}: {{ \"Callers\": [ ] }}"));
            return "// Who may call the routes that name a policy as their AuthorizationPolicy: add names of Callers.\n"
                + $"    \"AccessPolicies\": {{ {policies} }},\n    ";
        }
    }

    public string RouteText
    {
        get
        {
            using var writer = new StringWriter { NewLine = "\n" };
            if (Routes.Count > 0)
            {
                new RouteJson(writer, Name, Name).Write(Routes, newCluster: null);
            }
            else
            {
                writer.Write(ExampleRoute);
            }
            return writer.ToString();
        }
    }

    private static string ExampleRoute =>
        $$"""
            // What callers may call. Everything else is answered 404. "ciam-gateway import-openapi" makes routes from an OpenAPI document.
            {
              "ReverseProxy": {
                "Routes": {
                  // Reads everything. Replace it by one route for each path, method and scope.
                  "{{Name}}-read": {
                    "ClusterId": "{{Name}}",
                    "Match": { "Path": "/{**path}", "Methods": [ "GET" ] },
                    // Add "Scope": "..." beside AccessToken if the authorization server requires a scope.
                    "Transforms": [ { "AccessToken": "{{Name}}" } ]
                  }
                }
              }
            }

            """;

    private static string Text(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
