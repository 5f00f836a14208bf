using System.Security.Cryptography;
using System.Text;

namespace CiamGateway.Management.Page;

/// <summary>
/// The status page: one document with its style and script, which loads nothing from elsewhere and runs no other script.
/// </summary>
internal static class StatusPage
{
    private static readonly string Style = Read("page.css");
    private static readonly string Script = Read("page.js");
    private static readonly byte[] Document = Encoding.UTF8.GetBytes(
        Read("page.html")
            .Replace("/* page.css */", Style, StringComparison.Ordinal)
            .Replace("/* page.js */", Script, StringComparison.Ordinal)
    );

    private static readonly string ContentSecurityPolicy = string.Join(
        "; ",
        "default-src 'none'",
        $"style-src '{HashOf(Style)}'",
        $"script-src '{HashOf(Script)}'",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'"
    );

    public static async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = Document.Length;
        await context.Response.Body.WriteAsync(Document, context.RequestAborted);
    }

    private static string Read(string name)
    {
        using var stream = typeof(StatusPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
