using CiamGateway.Sandbox;
using CiamGateway.Sandbox.ProvisioningApi;
using CsCheck;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Requests that start as an operation of the API and are bent until two servers might read them in two ways.</summary>
internal static class HostileRequests
{
    private static readonly Gen<string> Fragment = Gen.OneOf(
        "/",
        "//",
        "/./",
        "/../",
        "..",
        ".",
        "./",
        "../",
        "%2e",
        "%2E%2e",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%2f",
        "%252e%252e%252f",
        "%2f",
        "%2F",
        "%252f",
        "%5c",
        "\\",
        "..\\",
        "%255c",
        ";",
        ";a=b",
        "%3b",
        ";/../",
        "..;/",
        "%00",
        "%2500",
        "\0",
        "\u0001",
        "\u007f",
        "%0d%0a",
        "%09",
        "%7f",
        "%c2%85",
        "%",
        "%zz",
        "%u002f",
        "%25",
        "%2",
        "%c0%af",
        "%c0%ae",
        "%e0%80%af",
        "%ef%bc%8f",
        "%ef%bc%8e",
        "%e2%88%95",
        "%e2%80%a4",
        "%e2%80%8b",
        "%e2%80%ae",
        "%ed%a0%80",
        "\u00e9",
        "%c3%a9",
        "%ff",
        "%f4%90%80%80",
        "?",
        "?/../",
        "#",
        "%3f",
        "%23",
        "+",
        "%2b",
        "%20",
        "*",
        ":",
        "@",
        "~",
        "'",
        "|",
        "{",
        "\"",
        "<",
        "^",
        "`",
        "%22",
        "%7c",
        "/Domains/1",
        "/Users",
        "/Client",
        "/AccessTokenMapping",
        "/Applications",
        "http://api.example.com",
        "1",
        ""
    );

    private static readonly Gen<string> Header = Gen.OneOf(
        "",
        "",
        "",
        "X-HTTP-Method-Override: DELETE\r\n",
        "X-Method-Override: DELETE\r\n",
        "X_HTTP_Method_Override: DELETE\r\n",
        "X-Original-URL: /Domains/1\r\n",
        "X-Rewrite-URL: /Domains/1\r\n",
        "Origin: http://a\r\nAccess-Control-Request-Method: DELETE\r\n",
        "X-Forwarded-Prefix: /Domains\r\n",
        "Connection: keep-alive, Authorization\r\n",
        "Authorization: Bearer stolen\r\n"
    );

    private static readonly Gen<Func<string, string>> Bend = Gen.Frequency(
        (
            6,
            Gen.Select(Fragment, Gen.Int[0, 99], (fragment, at) =>
                (Func<string, string>)(text => text.Insert(at % (text.Length + 1), fragment))
            )
        ),
        (2, Gen.Select(Fragment, Gen.Int[0, 99], (fragment, at) => (Func<string, string>)(text => Replaced(text, at, _ => fragment)))),
        (2, Gen.Int[0, 99].Select(at => (Func<string, string>)(text => Replaced(text, at, character => $"%{(int)character:x2}")))),
        (1, Gen.Int[0, 99].Select(at => (Func<string, string>)(text => Replaced(text, at, character => $"%25{(int)character:X2}")))),
        (
            1,
            Gen.Int[0, 99]
                .Select(at =>
                    (Func<string, string>)(
                        text =>
                            Replaced(text, at, character =>
                                char.IsUpper(character) ? $"{char.ToLowerInvariant(character)}" : $"{char.ToUpperInvariant(character)}"
                            )
                    )
                )
        ),
        (1, Gen.Const<Func<string, string>>(text => text.ToLowerInvariant()))
    );

    private static readonly Gen<string> Target = Gen.Select(Gen.OneOf<Operation>([.. Operations.All]), Bend.Array[0, 3])
        .Select(
            (operation, bends) =>
                bends.Aggregate(
                    operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "-1", StringComparison.Ordinal),
                    (text, bend) => bend(text)
                )
        );

    private static readonly Gen<string> Method = Gen.OneOf(
        "GET",
        "GET",
        "PUT",
        "POST",
        "DELETE",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "delete",
        "Get",
        "DELET",
        "DELETE*"
    );

    public static readonly Gen<HostileRequest> Any = Gen.Select(Method, Target, Header, (method, target, header) =>
        new HostileRequest(method, target, header)
    );

    private static string Replaced(string text, int at, Func<char, string> replacement) =>
        text.Length == 0
            ? text
            : string.Concat(text.AsSpan(0, at % text.Length), replacement(text[at % text.Length]), text.AsSpan((at % text.Length) + 1));
}

/// <param name="Header">A whole header line, or nothing.</param>
internal sealed record HostileRequest(string Method, string Target, string Header)
{
    /// <summary>As it goes over the wire, from a caller who may call every route.</summary>
    public override string ToString() =>
        $"{Method} {Target} HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\n{Header}"
        + (Method is "POST" or "PUT" ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n");
}
