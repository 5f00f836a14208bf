namespace CiamGateway.Tests.Support.Sockets;

/// <summary>The written table: targets that servers have been known to read in two ways, each with what the gateway makes of it.</summary>
internal static class HostileTargets
{
    /// <summary>Answered with 400 by the gateway or, where it is hardly HTTP, with 400 or 405 by its listener.</summary>
    public static readonly string[] Refused =
    [
        // Dot segments, plain, encoded, mixed, with what some servers cut off.
        "GET /Domains/..", "GET /Domains/.", "GET /./Domains", "GET /../Domains", "DELETE /Domains/1/../2", "GET /Domains/1/Users/../../1", "DELETE /Users/../Domains/1",
        "GET /Domains/%2e%2e", "GET /Domains/%2E", "DELETE /Domains/1/%2e%2e/2", "GET /Domains/.%2e/Applications", "GET /Domains/%2e./Applications",
        "DELETE /Applications/..;/Domains/1", "DELETE /Domains/1/..%3b/2", "GET /Domains/..%00/1", "GET /Domains/.../1", "GET /Domains/..\\1",
        // Slashes: doubled, encoded, turned over.
        "GET //Domains", "GET /Domains//1", "GET /Domains//", "GET ///", "DELETE //gateway/Domains/1", "DELETE /Domains/1//Users/2", "GET /Domains/%2f", "DELETE /Domains/1%2fUsers%2f2", "DELETE /Domains/1%2FUsers",
        "DELETE /Domains%2f1", "GET /%2fDomains", "GET \\Domains", "DELETE /Domains\\1", "DELETE /Domains/1%5c..%5c2", "DELETE /Domains/1%5CUsers", "DELETE /Domains/1\\Users\\2",
        // Encoded twice.
        "GET /Domains/%252e%252e/Users", "DELETE /Domains/1%252fUsers", "GET /Domains/%25", "GET /Domains/%2500", "DELETE /Domains/1%255cUsers", "GET /Domains/%25%32%66",
        // Path parameters.
        "DELETE /Domains/1;/Users/2", "DELETE /Domains/1;x=y", "GET /Domains;jsessionid=1", "DELETE /Domains/1%3bv=1", "DELETE /Domains;/1", "GET /;/Domains",
        // What is not UTF-8, or a longer way to write a delimiter.
        "DELETE /Domains/1%c0%afUsers", "GET /Domains/%c0%ae%c0%ae/1", "GET /Domains/%e0%80%af", "GET /Domains/%ff", "GET /Domains/%c3", "GET /Domains/%ed%a0%80", "GET /Domains/%f4%90%80%80", "GET /Domains/\u00e9",
        // Characters that some servers take for delimiters, or that nobody sees.
        "DELETE /Domains/1%ef%bc%8fUsers", "GET /Domains/%ef%bc%8e%ef%bc%8e/1", "DELETE /Domains/1%e2%88%95Users", "GET /Domains/1%e2%80%a4", "DELETE /Domains/1%ef%bc%9bx", "GET /Domains/1%e2%80%8b", "GET /Domains/1%e2%80%ae",
        // Controls, plain and encoded.
        "GET /Domains/1%00", "GET /Domains/%00/Users", "GET /Domains/1%0d%0aX-Injected:%201", "GET /Domains/1%0a", "GET /Domains/1%09", "GET /Domains/1%7f", "GET /Domains/1%c2%85", "GET /Domains/1\u0001", "GET /Domains/1\0", "GET /Domains/1\u007f",
        // Ends that some file systems cut off.
        "DELETE /Domains/1.", "DELETE /Domains/1...", "GET /Domains./1", "DELETE /Domains/1%2e", "DELETE /Domains/1%20", "DELETE /Domains/%201", "GET /Domains%20/1",
        // Broken encoding, and encodings that only some servers know.
        "GET /Domains/%", "GET /Domains/%2", "GET /Domains/%zz", "GET /Domains/%u002f", "GET /Domains/%-1", "GET /Domains/%+2",
        // Delimiters of the target, encoded or not.
        "GET /Domains/1%3fattributes=x", "GET /Domains/1%23", "GET /Domains#/1", "GET /Domains?attributes=x#y", "GET /Domains/1\"", "GET /Domains/<1>", "GET /Domains/{domainId}", "GET /Domains/1|2", "GET /Domains/1^2", "GET /Domains/1`2",
        // Other forms of a target.
        "GET http://user@gateway/Domains", "DELETE http://gateway/Domains/../1", "GET http:/gateway/Domains",
        "GET https://gateway/Domains", "GET Domains", "GET ?Domains", "OPTIONS *", "GET *", "CONNECT gateway:443", "GET gateway/Domains",
        "GET @gateway/Domains",
        // Upper and lower case.
        "GET /domains", "DELETE /DOMAINS/1", "DELETE /Applications/1/accesstokenmapping", "get /Domains", "Delete /Domains/1",
    ];

    /// <summary>Unusual, but the same to everybody: forwarded.</summary>
    public static readonly string[] Forwarded =
    [
        "GET /Domains/a.b", "DELETE /Domains/.hidden", "GET /Domains/..a", "GET /Domains/a%2eb", "GET /Domains/%41", "DELETE /Domains/J%C3%BCrgen", "GET /Domains/a%20b", "GET /Domains/a+b", "GET /Domains/a%2Bb",
        "GET /Domains/a:b@c", "DELETE /Domains/*", "GET /Domains/~a", "GET /Domains/(a),b!c$d&e'f=g", "GET /Domains/", "GET /Domains?attributes=a/../b;c%2f%00", "GET /Domains?x=http://a//b\\c", "GET /Domains??", "GET /Domains/%22a%22",
        "GET http://gateway/Domains", "DELETE HTTP://API.example.com:80/Domains/1",
    ];
}
