using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Host.Confinement;

/// <summary>The kernel's numbers for one machine: what a host that is up still needs, and the few calls that are looked at more closely.</summary>
/// <param name="Machine">AUDIT_ARCH_* of linux/audit.h.</param>
/// <param name="Seccomp">seccomp(2).</param>
/// <param name="Spawn">clone(2): only for threads.</param>
/// <param name="Signals">kill and tgkill: only to the host itself.</param>
/// <param name="Prctl">Only to name a thread or a mapping.</param>
/// <param name="Prlimit">Only to read.</param>
/// <param name="Fcntl">Only flags, and copies of descriptors.</param>
/// <param name="Opens">Refused as "permission denied", which callers expect of them.</param>
/// <param name="Free">Memory, threads, waiting, clocks, and reading and writing what is open: whatever the arguments.</param>
internal sealed record Syscalls(uint Machine, int Seccomp, int Spawn, int[] Signals, int Prctl, int Prlimit, int Fcntl, int[] Opens, int[] Free)
{
    // In the order of the names: read write readv writev pread64 close lseek fstat, ppoll pselect6 epoll_create1 epoll_ctl epoll_pwait pipe2 eventfd2,
    // futex futex_waitv set_robust_list get_robust_list rseq set_tid_address membarrier restart_syscall,
    // mmap munmap mprotect madvise mremap brk mincore mlock munlock pkey_mprotect pkey_alloc pkey_free mbind get_mempolicy set_mempolicy,
    // rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigpending sigaltstack,
    // exit exit_group gettid getpid getppid getuid geteuid getgid getegid,
    // sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min getcpu,
    // clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday times getrusage getrlimit sysinfo uname getrandom;
    // on x86-64 also poll select epoll_wait time.
    private static readonly Syscalls X64 = new(
        0xC000003E, 317, 56, [62, 234], 157, 302, 72, [2, 85, 257, 437],
        [
            202, 0, 1, 19, 20, 17, 3, 8, 5, 271, 270, 291, 233, 281, 293, 290,
            449, 273, 274, 334, 218, 324, 219,
            9, 11, 10, 28, 25, 12, 27, 149, 150, 329, 330, 331, 237, 239, 238,
            13, 14, 15, 130, 128, 127, 131,
            60, 231, 186, 39, 110, 102, 107, 104, 108,
            24, 204, 203, 143, 145, 144, 146, 147, 309,
            228, 229, 230, 35, 96, 100, 98, 97, 99, 63, 318,
            7, 23, 232, 201,
        ]);

    private static readonly Syscalls Arm64 = new(
        0xC00000B7, 277, 220, [129, 131], 167, 261, 25, [56, 437],
        [
            98, 63, 64, 65, 66, 67, 57, 62, 80, 73, 72, 20, 21, 22, 59, 19,
            449, 99, 100, 293, 96, 283, 128,
            222, 215, 226, 233, 216, 214, 232, 228, 229, 288, 289, 290, 235, 236, 237,
            134, 135, 139, 133, 137, 136, 132,
            93, 94, 178, 172, 173, 174, 175, 176, 177,
            124, 123, 122, 121, 120, 119, 125, 126, 168,
            113, 114, 115, 101, 169, 153, 165, 163, 179, 160, 278,
        ]);

    /// <summary>Those of this machine; null where they are not known.</summary>
    internal static Syscalls? OfThisMachine { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => null,
    };
}
