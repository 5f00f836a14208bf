using CiamGateway.Secrecy;

namespace CiamGateway.Cli;

/// <summary>Standard output for every verb, which records a failed write and does not throw.</summary>
internal sealed class StandardOutputWriter() : StreamWriter(Console.OpenStandardOutput())
{
    private string? _fault;

    /// <summary>In the place of the console's own.</summary>
    public static StandardOutputWriter Install()
    {
        var writer = new StandardOutputWriter();
        Console.SetOut(writer);
        return writer;
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        try
        {
            if (_fault is null)
            {
                base.Write(value);
                Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _fault = ForeignText.Of(exception.InnerException ?? exception).ToString();
        }
    }

    public override void WriteLine() => Write(NewLine);

    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <returns>The verb's exit code; another one if its output was lost, which is reported.</returns>
    public int ExitCodeOf(int verb)
    {
        if (_fault is null)
        {
            return verb;
        }
        Console.Error.WriteLine(
            $"ciam-gateway: standard output cannot be written: {_fault}. Fix: write to another file, or make room there."
        );
        return ExitCode.FoundProblems;
    }
}
