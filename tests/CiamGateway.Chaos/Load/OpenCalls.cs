using System.Collections.Concurrent;
using System.Globalization;

namespace CiamGateway.Chaos.Load;

/// <summary>The calls that are not judged yet, by the number that they carry to the API.</summary>
internal static class OpenCalls
{
    private static readonly ConcurrentDictionary<long, Call> ByNumber = [];

    public static void Add(Call call) => ByNumber[call.Number] = call;

    public static void Remove(Call call) => ByNumber.TryRemove(call.Number, out _);

    /// <summary>How many calls to the replica wait for their answer.</summary>
    public static int WithoutAnswer(string replica) => ByNumber.Values.Count(call => call.Replica == replica && call.End == default);

    public static Call? Find(string? number) =>
        long.TryParse(number, CultureInfo.InvariantCulture, out var value) ? ByNumber.GetValueOrDefault(value) : null;
}
