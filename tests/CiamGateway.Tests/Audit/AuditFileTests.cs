using System.Collections.Frozen;
using CiamGateway.Audit;
using Xunit;

namespace CiamGateway.Tests.Audit;

/// <summary>How lines get into a file: all of them or none, and older files make room in their order.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-audit-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "logs", "audit.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Lines_are_appended_to_a_file_and_a_folder_that_are_made_where_there_are_none()
    {
        var file = File(maxFileSize: 0);
        file.Write("1\n"u8);
        file.Write("2\n3\n"u8);
        Assert.Equal("1\n2\n3\n", Read(""));
    }

    [Fact]
    public void A_new_file_is_its_owners_to_write_and_its_groups_to_read()
    {
        File(maxFileSize: 0).Write("1\n"u8);
        var expected = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(Path) == expected);
    }

    [Fact]
    public void A_file_that_the_lines_just_fit_into_takes_them_and_one_byte_more_begins_another()
    {
        var file = File(maxFileSize: 10);
        file.Write("1234\n"u8);
        file.Write("5678\n"u8);
        Assert.Equal(("1234\n5678\n", null), (Read(""), Read(".1")));
        file.Write("\n"u8);
        Assert.Equal(("\n", "1234\n5678\n"), (Read(""), Read(".1")));
    }

    [Fact]
    public void Lines_that_are_larger_than_the_limit_go_into_a_file_of_their_own()
    {
        var file = File(maxFileSize: 4);
        file.Write("123456\n"u8);
        Assert.Equal(("123456\n", null), (Read(""), Read(".1")));
        file.Write("789012\n"u8);
        Assert.Equal(("789012\n", "123456\n"), (Read(""), Read(".1")));
    }

    /// <summary>
    /// If another program empties the file (logrotate with <c>copytruncate</c>), there is nothing left to keep under a second name.
    /// </summary>
    [Fact]
    public void An_empty_file_is_not_renamed()
    {
        var file = File(maxFileSize: 4);
        file.Write("1\n"u8);
        LargestFile.Resize(Path, 0);
        file.Write("123456\n"u8);
        Assert.Equal(("123456\n", null), (Read(""), Read(".1")));
    }

    [Fact]
    public void Older_files_are_renamed_in_their_order_and_the_oldest_goes()
    {
        var file = File(maxFileSize: 1, maxFiles: 3);
        foreach (var line in (string[])["1", "2", "3", "4", "5"])
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{line}\n"));
            System.IO.File.WriteAllText($"{Path}.0", "another's");
        }
        Assert.Equal("another's", Read(".0"));
        Assert.Equal(["5\n", "4\n", "3\n", "2\n", null], ((string[])["", ".1", ".2", ".3", ".4"]).Select(Read));
    }

    [Fact]
    public void Without_a_limit_no_file_is_renamed()
    {
        var file = File(maxFileSize: 0);
        file.Write(new byte[100_000]);
        file.Write("1\n"u8);
        Assert.Null(Read(".1"));
    }

    /// <summary>It would be the link that is renamed, and what it leads to that grows.</summary>
    [Fact]
    public void A_symbolic_link_keeps_its_name()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        System.IO.File.CreateSymbolicLink(Path, System.IO.Path.Combine(_folder.FullName, "elsewhere"));
        var file = File(maxFileSize: 1);
        file.Write("1\n"u8);
        file.Write("2\n"u8);
        Assert.Equal(("1\n2\n", null), (Read(""), Read(".1")));
    }

    /// <summary>A file cannot grow beyond what its file system can hold, so the first 50 bytes are written and the rest are not.</summary>
    [Fact]
    public void Of_lines_that_do_not_all_fit_on_the_disk_none_stays()
    {
        File(maxFileSize: 0).Write("1\n"u8);
        var length = LargestFile.Length(Path) - 50;
        LargestFile.Resize(Path, length);
        Assert.ThrowsAny<Exception>(() => File(maxFileSize: 0).Write(new byte[200]));
        Assert.Equal(length, new FileInfo(Path).Length);
        LargestFile.Resize(Path, 2);
        File(maxFileSize: 0).Write("2\n"u8);
        Assert.Equal("1\n2\n", Read(""));
    }

    [Fact]
    public void A_file_that_another_program_reads_and_writes_takes_lines_all_the_same()
    {
        File(maxFileSize: 0).Write("1\n"u8);
        using var other = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File(maxFileSize: 0).Write("2\n"u8);
        using var reader = new StreamReader(other);
        Assert.Equal("1\n2\n", reader.ReadToEnd());
    }

    [Fact]
    public async Task A_pipe_takes_lines()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await ChildProcess.RunAsync("mkfifo", Path);
        using var pipe = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        File(maxFileSize: 1).Write("1\n"u8);
        File(maxFileSize: 1).Write("2\n"u8);
        var read = new byte[4];
        await pipe.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal("1\n2\n"u8.ToArray(), read);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_so()
    {
        System.IO.File.WriteAllText(System.IO.Path.Combine(_folder.FullName, "logs"), "");
        Assert.ThrowsAny<IOException>(() => File(maxFileSize: 0).Write("1\n"u8));
    }

    private AuditFile File(int maxFileSize, int maxFiles = 2) =>
        new(
            new AuditSettings(
                AuditTarget.File,
                Path,
                maxFileSize,
                maxFiles,
                FrozenSet<string>.Empty,
                AuditFailure.Permit,
                QueueSize: 1,
                TimeSpan.Zero
            )
        );

    private string? Read(string ending) => System.IO.File.Exists(Path + ending) ? System.IO.File.ReadAllText(Path + ending) : null;
}
