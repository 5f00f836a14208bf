namespace CiamGateway.Benchmarks.Load;

/// <summary>Measures one after the other, round after round, so that a slow moment of the machine hits all alike.</summary>
internal static class Rounds
{
    public static async Task RunAsync<T>(int rounds, IReadOnlyList<T> measured, Func<T, Task> measure)
    {
        for (var round = 0; round < rounds; round++)
        {
            // Another one begins each time.
            foreach (var one in measured.Skip(round % measured.Count).Concat(measured.Take(round % measured.Count)))
            {
                await measure(one);
            }
        }
    }
}
