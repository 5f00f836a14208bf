using CiamGateway.Configuration.Checking;

namespace CiamGateway.Diagnosis;

/// <summary>A kind of thing that the doctor looks at.</summary>
internal interface IExamination
{
    /// <summary>Everything of this kind; nothing is looked at before it is asked to.</summary>
    IEnumerable<PendingCheck> Checks { get; }
}

/// <param name="Begun">What is known before the check has run.</param>
/// <param name="Weight">How bad it is if the check comes to no end.</param>
internal sealed record PendingCheck(Check Begun, Func<CancellationToken, Task<Check>> RunAsync, string Weight = ProblemSeverity.Error);

/// <summary>Makes all checks, several at a time, none longer than it may take.</summary>
internal sealed class Doctor(IEnumerable<IExamination> examinations, TimeProvider clock)
{
    private const int AtATime = 8;

    /// <returns>The checks in the order of the configuration.</returns>
    public async Task<IReadOnlyList<Check>> ExamineAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var pending = examinations.SelectMany(examination => examination.Checks).ToList();
        var checks = new Check[pending.Count];
        await Parallel.ForAsync(
            0,
            pending.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (index, stop) => checks[index] = await RunAsync(pending[index], limit, stop)
        );
        return checks;
    }

    private async Task<Check> RunAsync(PendingCheck pending, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await pending.RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return pending.Begun with
            {
                Findings =
                [
                    new Finding(
                        pending.Weight,
                        $"gave no answer within {limit.TotalSeconds} s. Fix: look into its log, or allow more time (--timeout)."
                    ),
                ],
            };
        }
    }
}

/// <summary>Something that is wrong, or will be: the cause, and what to do about it, in a line.</summary>
internal sealed record Finding(string Severity, string Text)
{
    public static Finding Error(string text) => new(ProblemSeverity.Error, text);

    public static Finding Warning(string text) => new(ProblemSeverity.Warning, text);
}
