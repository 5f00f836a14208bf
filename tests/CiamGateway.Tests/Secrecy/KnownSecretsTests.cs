using System.Runtime.CompilerServices;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Secrecy;
using CiamGateway.Tokens;
using CiamGateway.Tokens.ClientAuthentication;
using Xunit;

namespace CiamGateway.Tests.Secrecy;

/// <summary>What is known as a secret, and for how long.</summary>
public sealed class KnownSecretsTests
{
    [Fact]
    public void A_secret_and_a_token_are_known_as_long_as_somebody_has_them()
    {
        var secret = new Secret("correct horse battery");
        var clock = TimeProvider.System;
        var hour = TimeSpan.FromHours(1);
        var token = new AccessToken(
            "Bearer opaque-token-4711",
            new TokenLifetime(clock, ClockReading.Now(clock), hour, hour, TimeSpan.Zero)
        );
        var earlier = token.DueNow();
        Assert.Equal("it says *** and ***", $"{ForeignText.Of("it says correct horse battery and b3BhcXVlLXRva2VuLTQ3MTE=")}");
        GC.KeepAlive(secret);
        GC.KeepAlive(token);
        GC.KeepAlive(earlier);
    }

    [Fact]
    public void A_secret_that_is_no_longer_held_is_forgotten()
    {
        Forget("ye5terday-pentagon");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.DoesNotContain("ye5terday-pentagon", KnownSecrets.All);
    }

    [Fact]
    public void A_secret_that_was_made_into_something_else_is_known_as_long_as_that()
    {
        var owner = new object();
        Hand("pr0xy-octagon-key", owner);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Contains("pr0xy-octagon-key", KnownSecrets.All);
        GC.KeepAlive(owner);
    }

    [Fact]
    public void Of_a_configuration_string_a_short_password_is_known_too() =>
        Assert.Equal(["redis:6379,password=pw1,ssl=true", "pw1"], new Secret("redis:6379,password=pw1,ssl=true").Secrets);

    /// <summary>What is derived from a text is kept for as long as that text.</summary>
    [Fact]
    public void The_texts_of_a_secret_are_the_same_each_time()
    {
        var secret = new Secret("redis:6379,password=trapezium-1", isConnectionString: true);
        IHoldsSecrets[] holders = [secret, new ClientSecretBasic("gateway", secret)];
        Assert.All(holders, holder => Assert.Same(holder.Secrets.Single(), holder.Secrets.Single()));
    }

    [Theory]
    [InlineData("redis.example.com:6379,password=pw1,ssl=true", "pw1")]
    [InlineData("redis.example.com:6379,user=gateway,PASSWORD=a=b", "a=b")]
    [InlineData("redis.example.com:6379")]
    public void Of_a_connection_string_only_passwords_are_secret(string text, params string[] passwords) =>
        Assert.Equal(passwords, new Secret(text, isConnectionString: true).Secrets);

    [Fact]
    public void Of_a_private_key_in_PEM_the_content_is_masked_and_not_the_label_around_it()
    {
        var key = SigningKeys.Rsa.ExportPkcs8PrivateKeyPem();
        var secret = new Secret(key);
        var content = key.Split('\n')[1];
        Assert.Equal(
            "a duplicate key 'x', a PRIVATE KEY----- and ***",
            ForeignText.Of($"a duplicate key 'x', a PRIVATE KEY----- and {content}").ToString()
        );
        GC.KeepAlive(secret);
    }

    [Fact]
    public void A_foreign_text_is_cut_and_has_no_control_characters()
    {
        Assert.Equal("a b  c", ForeignText.Of("a\tb\r\nc\u0007\u001b\u009b\u202e").ToString());
        Assert.Equal(300, ForeignText.Of(new string('x', 100_000)).ToString().Length);
        Assert.Equal(4096, ForeignText.Of(new InvalidOperationException(new string('x', 100_000))).ToString().Length);
    }

    [Fact]
    public void An_exception_shows_no_secret_in_its_message_or_in_inner_messages()
    {
        var secret = new Secret("hexagonal-secret");
        var inner = new InvalidOperationException("inner hexagonal-secret");
        var masked = MaskedException.Of(new InvalidOperationException("outer hexagonal-secret", inner));
        Assert.Equal("outer ***", masked.Message);
        Assert.Contains("inner ***", masked.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hexagonal", masked.ToString(), StringComparison.Ordinal);
        GC.KeepAlive(secret);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(string value) => Assert.Equal("***", new Secret(value).ToString());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Hand(string value, object owner) => KnownSecrets.Keep(owner, new Secret(value));
}
