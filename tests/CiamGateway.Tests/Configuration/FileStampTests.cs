using CiamGateway.Tests.Hosting;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>A file that is another now is noticed, whatever length and time it has.</summary>
public sealed class FileStampTests : IDisposable
{
    private readonly WatchedFiles _files = new();

    public static TheoryData<string> Kinds => [.. WatchedFiles.Kinds];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_that_is_swapped_for_one_of_the_same_length_and_time_is_noticed(string file)
    {
        var read = _files.Read();
        _files.Swap(file);
        Assert.Equal(_files.Path(file), Assert.Single(read.TakeChanged()));
        Assert.Empty(read.TakeChanged());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_with_as_many_other_bytes_whose_time_is_set_back_is_noticed(string file)
    {
        var read = _files.Read();
        // Older kernels count the time of changes in steps of 4 ms.
        await Eventually.HoldsAsync(() =>
        {
            _files.Overwrite(file);
            return read.TakeChanged().Contains(_files.Path(file));
        });
    }

    [Fact]
    public async Task A_link_that_leads_to_a_file_of_the_same_length_and_time_is_noticed()
    {
        var read = _files.Read();
        await _files.RelinkAsync();
        Assert.Equal(_files.Path("linked"), Assert.Single(read.TakeChanged()));
    }

    [Fact]
    public void A_file_that_goes_and_comes_back_is_noticed_both_times()
    {
        var read = _files.Read();
        File.Move(_files.Path("secret"), _files.Path("away"));
        Assert.Equal(_files.Path("secret"), Assert.Single(read.TakeChanged()));
        File.Move(_files.Path("away"), _files.Path("secret"));
        Assert.Equal(_files.Path("secret"), Assert.Single(read.TakeChanged()));
    }
}
