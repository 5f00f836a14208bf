using CiamGateway.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Hosting;

/// <summary>When changed files are read, by a look a second on a clock that the test owns.</summary>
public sealed class ReloadScheduleTests : IDisposable
{
    private readonly WatchedFiles _files = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly ReloadSchedule _schedule;

    public ReloadScheduleTests() => _schedule = new ReloadSchedule(_files.Read(), _clock);

    public static TheoryData<string> Kinds => [.. WatchedFiles.Kinds];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_that_is_touched_all_the_time_holds_back_no_other(string restless)
    {
        _files.Swap("second");
        Assert.Equal(6, LooksUntilDue(() => _files.Touch(restless)));
        Assert.Equal([_files.Path(restless)], _schedule.Restless);
        Read();
        Assert.Null(LooksUntilDue(() => _files.Touch(restless)));
        Assert.Equal([_files.Path(restless)], _schedule.Restless);

        _files.Swap("second");
        Assert.Equal(2, LooksUntilDue(() => _files.Touch(restless)));
        Read();
        Assert.Null(LooksUntilDue(() => { }));
        Assert.Empty(_schedule.Restless);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_whose_content_changes_all_the_time_is_read_every_5_seconds(string restless)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.InRange(LooksUntilDue(() => _files.Overwrite(restless)) ?? 0, 5, 6);
            _schedule.BeginRead();
            _schedule.EndRead(files: null);
        }
        Assert.Equal([_files.Path(restless)], _schedule.Restless);
    }

    [Fact]
    public void What_a_restless_file_holds_in_the_end_is_read()
    {
        Assert.Equal(6, LooksUntilDue(() => _files.Touch("secret")));
        Read();
        _files.Swap("secret");
        Assert.False(Look());
        Assert.True(Look());
    }

    [Fact]
    public void Files_that_are_written_one_after_the_other_are_read_together()
    {
        foreach (var file in new[] { "secret", "config/routes.json", "client.pem", "client.key" })
        {
            _files.Swap(file);
            Assert.False(Look());
        }
        Assert.True(Look());
        _schedule.BeginRead();
        _schedule.EndRead(files: null);
        Assert.Null(LooksUntilDue(() => { }));
    }

    [Fact]
    public void A_change_waits_5_seconds_at_most_however_many_files_change_after_it()
    {
        var next = new Queue<string>(WatchedFiles.Kinds);
        Assert.Equal(6, LooksUntilDue(() => _files.Swap(next.Dequeue())));
        Assert.Empty(_schedule.Restless);
    }

    [Fact]
    public void What_SIGHUP_has_read_is_not_read_again()
    {
        _files.Swap("second");
        Assert.False(Look());
        Read();
        Assert.Null(LooksUntilDue(() => { }));
    }

    private void Read()
    {
        _schedule.BeginRead();
        _schedule.EndRead(_files.Read());
    }

    private bool Look()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return _schedule.Look();
    }

    /// <param name="between">What happens before each look.</param>
    /// <returns>Null if it is not due in 12 looks.</returns>
    private int? LooksUntilDue(Action between)
    {
        for (var looks = 1; looks <= 12; looks++)
        {
            between();
            if (Look())
            {
                return looks;
            }
        }
        return null;
    }
}
