package io.github.ttalloc.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The table of modules as rules. Every class belongs to a module and each rule names all that its module may use, so
 * a new package or library has to be entered here.
 */
@AnalyzeClasses(packages = "io.github.ttalloc", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest
{
    private static final String JDK = "java..";
    private static final String DEVICE = "io.github.ttalloc.device..";
    private static final String CLIENT = "io.github.ttalloc.client..";
    private static final String LEDGER = "io.github.ttalloc.ledger..";
    private static final String PER_CORE = "io.github.ttalloc.percore..";
    private static final String IPC = "io.github.ttalloc.ipc..";
    private static final String CLI = "io.github.ttalloc.cli..";
    private static final String BENCHMARKS = "io.github.ttalloc.benchmarks..";
    private static final String GENERATED = "..jmh_generated..";
    private static final String AGRONA = "org.agrona..";
    private static final String HDR_HISTOGRAM = "org.HdrHistogram..";
    private static final String CHRONICLE = "net.openhft.chronicle..";

    @ArchTest
    void shouldKeepEveryClassInAModule(final JavaClasses classes)
    {
        classes().should().resideInAnyPackage(DEVICE, CLIENT, LEDGER, PER_CORE, IPC, CLI, BENCHMARKS).check(classes);
    }

    @ArchTest
    void shouldLetDeviceModelDependOnNothing(final JavaClasses classes)
    {
        only(DEVICE).check(classes);
    }

    @ArchTest
    void shouldLetClientDependOnDeviceModelAlone(final JavaClasses classes)
    {
        only(CLIENT, DEVICE).check(classes);
    }

    @ArchTest
    void shouldLetLedgerDependOnDeviceModelAndItsLibraries(final JavaClasses classes)
    {
        only(LEDGER, DEVICE, AGRONA, HDR_HISTOGRAM).check(classes);
    }

    @ArchTest
    void shouldLetThePerCoreViewDependOnDeviceModelAndLedger(final JavaClasses classes)
    {
        only(PER_CORE, DEVICE, LEDGER).check(classes);
    }

    @ArchTest
    void shouldLetIpcDependOnTheLibrariesBelowAndChronicle(final JavaClasses classes)
    {
        only(IPC, DEVICE, CLIENT, LEDGER, AGRONA, HDR_HISTOGRAM, CHRONICLE).check(classes);
    }

    @ArchTest
    void shouldKeepTheProgramApartFromBenchmarks(final JavaClasses classes)
    {
        noClasses().that().resideInAPackage(CLI)
            .should().dependOnClassesThat().resideInAPackage(BENCHMARKS)
            .check(classes);
    }

    @ArchTest
    void shouldNotUseInternalsOfTheJdk(final JavaClasses classes)
    {
        noClasses().that().resideOutsideOfPackage(GENERATED)
            .should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk.internal..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("org.agrona.UnsafeApi")
            .check(classes);
    }

    @ArchTest
    void shouldNamePackagesByConcept(final JavaClasses classes)
    {
        noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..misc..").check(classes);
    }

    @ArchTest
    void shouldNotPrintOnTheStandardOutputInLibraries(final JavaClasses classes)
    {
        noClasses().that().resideInAnyPackage(DEVICE, CLIENT, LEDGER, PER_CORE, IPC)
            .should().accessField(System.class, "out")
            .check(classes);
    }

    @ArchTest
    void shouldNotLogByTheJdkInLibraries(final JavaClasses classes)
    {
        noClasses().that().resideInAnyPackage(DEVICE, CLIENT, LEDGER, PER_CORE, IPC)
            .should().dependOnClassesThat().resideInAPackage("java.util.logging..")
            .check(classes);
    }

    private static ArchRule only(final String module, final String... others)
    {
        final String[] allowed = new String[others.length + 2];
        allowed[0] = JDK;
        allowed[1] = module;
        System.arraycopy(others, 0, allowed, 2, others.length);
        return classes().that().resideInAPackage(module).should().onlyDependOnClassesThat().resideInAnyPackage(allowed)
            .allowEmptyShould(true);
    }
}
