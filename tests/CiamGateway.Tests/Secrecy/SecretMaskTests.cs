using System.Net;
using System.Text;
using System.Text.Json;
using CiamGateway.Secrecy;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Secrecy;

/// <summary>No part of a secret, of 8 characters or more, is shown in any form in which another server may repeat it.</summary>
public sealed class SecretMaskTests
{
    private const string Before = "The server says <";
    private const string After = "> and no more.";

    private static readonly Gen<string> Secret = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 10, 60],
        Gen.String[Gen.Char.AlphaNumeric, 10, 200],
        Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['¡', 'ž'], Gen.Char['一', '丿']), 10, 40]
    );

    private static readonly (string Name, Func<string, string> Encode)[] Forms =
    [
        ("as it is", secret => secret),
        ("base64", secret => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))),
        ("base64url", secret => Base64Url(Encoding.UTF8.GetBytes(secret))),
        ("base64 of user and secret", secret => Core(Convert.ToBase64String(Encoding.UTF8.GetBytes($"client:{secret}")), "client:".Length)),
        ("base64 of user and secret as a form", secret =>
            Core(Convert.ToBase64String(Encoding.ASCII.GetBytes($"an id:{WebUtility.UrlEncode(secret)}")), "an id:".Length)
        ),
        ("base64url in the middle", secret => Core(Base64Url(Encoding.UTF8.GetBytes($"1{secret}2345")), 1)[..^6]),
        ("hex", secret => Convert.ToHexString(Encoding.UTF8.GetBytes(secret))),
        ("small hex", secret => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))),
        ("hex with colons", secret => string.Join(':', Encoding.UTF8.GetBytes(secret).Select(value => $"{value:X2}"))),
        ("percent-encoded", Uri.EscapeDataString),
        ("as a form", secret => WebUtility.UrlEncode(secret)),
        ("percent-encoded throughout", secret => string.Concat(Encoding.UTF8.GetBytes(secret).Select(value => $"%{value:X2}"))),
        ("percent-encoded twice", secret => Uri.EscapeDataString(Uri.EscapeDataString(secret))),
        ("JSON", secret => JsonSerializer.Serialize(secret)[1..^1]),
        ("JSON throughout", secret => string.Concat(secret.Select(character => $"\\u{(int)character:x4}"))),
        ("HTML", secret => WebUtility.HtmlEncode(secret)),
        ("percent-encoded base64", secret => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))),
        ("base64 in lines", secret => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret), Base64FormattingOptions.InsertLineBreaks)),
        ("upper case", secret => secret.All(char.IsAscii) ? secret.ToUpperInvariant() : secret),
    ];

    public static TheoryData<string> Names => [.. Forms.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_part_of_a_secret_is_shown(string name)
    {
        var encode = Forms.Single(form => form.Name == name).Encode;
        Gen.Select(Secret, Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (secret, from, size) =>
                {
                    var form = encode(secret);
                    if (form.Length < 8)
                    {
                        return;
                    }
                    var length = 8 + (int)(size * (form.Length - 8));
                    var part = form.Substring((int)(from * (form.Length - length)), length);
                    var shown = SecretMask.Apply($"{Before}{part}{After}", [secret]);
                    // What is left of a character's encoding at an end is no part.
                    Assert.True(Left(shown).Length < 8, $"{name}: '{part}' of '{secret}' is shown as '{shown}'");
                },
                seed: "bVUaRLAEiqO1",
                iter: 300,
                threads: 1
            );
    }

    [Fact]
    public void Every_other_text_stays() =>
        Gen.Select(Secret, Gen.String[Gen.Char['0', '9'], 0, 100])
            .Sample(
                (secret, other) =>
                {
                    var text = $"{Before}{other}{After}";
                    Assert.Equal(text, SecretMask.Apply(text, [$"Z~{secret}"[..9], "一丁丂七丄丅丆万"]));
                },
                seed: "bVUaRLAEiqO1",
                iter: 100,
                threads: 1
            );

    [Theory]
    [InlineData("as short as abc1 is", "abc1", "as short as *** is")]
    [InlineData("a word is no secret", "word", "a word is no secret")]
    [InlineData("ab1 is no secret", "ab1", "ab1 is no secret")]
    [InlineData("a part: 2345678", "123456789", "a part: 2345678")]
    [InlineData("a part: 23456789", "123456789", "a part: ***")]
    [InlineData("12345678 and 90123456", "1234567890123456", "*** and ***")]
    [InlineData("1234 5678\"90\\12", "123456789012", "***")]
    [InlineData("no secret at all", "", "no secret at all")]
    [InlineData("see https://user:hunter2@proxy:3128/x", "", "see https://***@proxy:3128/x")]
    [InlineData("redis:6379,password=hunter2,ssl=true", "", "redis:6379,password=***,ssl=true")]
    [InlineData("{\"client_secret\": \"hunter2\"}", "", "{\"client_secret\": \"***\"}")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.", "", "Bearer ***")]
    [InlineData("error=\"invalid_token\", error_description=\"expired\"", "", "error=\"invalid_token\", error_description=\"expired\"")]
    public void Examples(string text, string secret, string expected) => Assert.Equal(expected, SecretMask.Apply(text, [secret]));

    /// <summary>The characters that depend on the secret only: not on what comes before it.</summary>
    private static string Core(string base64, int before) => base64[(((before * 4) + 2) / 3)..];

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <returns>What is left between the texts around the part, apart from the mask.</returns>
    private static string Left(string shown)
    {
        var (start, end) = (shown.IndexOf(Before[..6], StringComparison.Ordinal) < 0 ? 0 : Before.Length, shown.Length - After.Length);
        return start >= end ? "" : SecretMask.Squeezed(shown[start..end].Replace("***", "", StringComparison.Ordinal));
    }
}
