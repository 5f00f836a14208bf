using System.Collections.Frozen;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace CiamGateway.Benchmarks;

/// <summary>What a request pays for being known, and for its route to be open to it, among a hundred callers.</summary>
[MemoryDiagnoser]
public class CallerOfARequest : IDisposable
{
    private const int Callers = 100;
    private const string Name = "caller-50";
    private const string Password = "correct horse";

    private readonly PasswordVerification _passwords = new(TimeProvider.System, new GatewayMetrics());
    private readonly DefaultHttpContext _withKey = new();
    private readonly DefaultHttpContext _withKeyAgain = new();
    private readonly DefaultHttpContext _withPassword = new();
    private readonly ApiKeyScheme _apiKeys = new();
    private BasicScheme _basic = null!;
    private CallerDirectory _directory = null!;
    private CallerSettings _caller = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var keys = Enumerable.Range(0, Callers).ToDictionary(number => $"caller-{number}", _ => ApiKeyHash.NewKey());
        var access = new AccessSettings
        {
            Callers = keys.ToDictionary(
                key => key.Key,
                key => new CallerSettings(key.Key)
                {
                    ApiKeys = [ApiKeyHash.Of(key.Value)],
                    Passwords = key.Key == Name ? [PasswordHash.Of(Encoding.UTF8.GetBytes(Password))] : [],
                }
            ),
            Policies = new Dictionary<string, FrozenSet<string>> { ["readers"] = FrozenSet.ToFrozenSet([Name, "caller-51"]) },
        };
        _directory = new CallerDirectory(access);
        _caller = access.Callers[Name];
        _basic = new BasicScheme(_passwords);
        _withKey.Request.Headers[ApiKeyScheme.Header] = _withKeyAgain.Request.Headers[ApiKeyScheme.Header] = keys[Name];
        _withKeyAgain.Features.Set(new ConnectionKeyCache());
        _withPassword.Request.Headers.Authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Name}:{Password}"))}";
        _withPassword.Features.Set(new ConnectionPassword());
        _withPassword.Connection.RemoteIpAddress = IPAddress.Loopback;
        // The long way, once: from here on the password is remembered.
        await _basic.IdentifyAsync(_withPassword, _directory);
    }

    [Benchmark(Baseline = true)]
    public bool ApiKey() => IsKnown(_apiKeys.IdentifyAsync(_withKey, _directory));

    [Benchmark]
    public bool ApiKeyAgain() => IsKnown(_apiKeys.IdentifyAsync(_withKeyAgain, _directory));

    [Benchmark]
    public bool RememberedPassword() => IsKnown(_basic.IdentifyAsync(_withPassword, _directory));

    [Benchmark]
    public bool AccessPolicy() => _directory.Access.Admits("readers", _caller);

    [GlobalCleanup]
    public void Dispose()
    {
        _passwords.Dispose();
        GC.SuppressFinalize(this);
    }

    private static bool IsKnown(ValueTask<Identification> pending) =>
        pending.IsCompletedSuccessfully && pending.Result.Caller?.Name == Name
            ? true
            : throw new InvalidOperationException("The caller is not known at once.");
}
