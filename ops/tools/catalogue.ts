import { satisfiesMinimum } from './version.js';

/** A program that the runbooks start. */
export interface ToolSpec {
  readonly id: ToolId;
  readonly title: string;
  /** What stops working without it. */
  readonly why: string;
  /** Lowest version that works; absent: any. */
  readonly minimum?: string;
  /** Why lower ones do not work. */
  readonly minimumWhy?: string;
  readonly install: Readonly<Record<Platform, string>>;
}

export const PLATFORMS = ['debian', 'macos', 'windows'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const PLATFORM_TITLES: Readonly<Record<Platform, string>> = {
  debian: 'Debian, Ubuntu',
  macos: 'macOS',
  windows: 'Windows',
};

export const TOOL_IDS = [
  'node',
  'npm',
  'git',
  'bash',
  'terraform',
  'python',
  'cdktf',
  'gh',
] as const;
export type ToolId = (typeof TOOL_IDS)[number];

const everywhere = (text: string): Readonly<Record<Platform, string>> => ({
  debian: text,
  macos: text,
  windows: text,
});

export const CATALOGUE: Readonly<Record<ToolId, ToolSpec>> = {
  node: {
    id: 'node',
    title: 'Node.js',
    why: 'everything here runs on it',
    minimum: '20.19.0',
    install: {
      debian: 'sudo apt-get install nodejs npm   (or nodejs.org/en/download for a newer one)',
      macos: 'brew install node@22',
      windows: 'winget install OpenJS.NodeJS.LTS',
    },
  },
  npm: {
    id: 'npm',
    title: 'npm',
    why: 'installs the packages',
    install: {
      debian: 'sudo apt-get install npm',
      macos: 'brew install node@22',
      windows: 'winget install OpenJS.NodeJS.LTS',
    },
  },
  git: {
    id: 'git',
    title: 'git',
    why: 'what is judged is a git repository',
    minimum: '2.30.0',
    install: {
      debian: 'sudo apt-get install git',
      macos: 'brew install git',
      windows: 'winget install Git.Git',
    },
  },
  bash: {
    id: 'bash',
    title: 'bash',
    why: 'the runbooks start other programs through it',
    install: {
      debian: 'sudo apt-get install bash',
      macos: 'comes with macOS',
      windows: 'winget install Git.Git   (bash comes with it)',
    },
  },
  terraform: {
    id: 'terraform',
    title: 'Terraform',
    why: 'it deploys the stacks',
    minimum: '1.11.0',
    minimumWhy: 'write-only arguments keep secrets out of the state',
    install: {
      debian:
        "add HashiCorp's package repository (developer.hashicorp.com/terraform/install), then sudo apt-get install terraform",
      macos: 'brew tap hashicorp/tap && brew install hashicorp/tap/terraform',
      windows: 'winget install Hashicorp.Terraform',
    },
  },
  python: {
    id: 'python',
    title: 'Python',
    why: 'the local AWS runs on it',
    minimum: '3.10.0',
    minimumWhy: 'the emulator needs it',
    install: {
      debian: 'sudo apt-get install python3 python3-venv',
      macos: 'brew install python',
      windows: 'winget install Python.Python.3.12',
    },
  },
  cdktf: {
    id: 'cdktf',
    title: 'cdktf',
    why: 'only for `npx cdktf deploy` by hand; the runbooks do without',
    install: everywhere('npm ci   (in this folder)'),
  },
  gh: {
    id: 'gh',
    title: 'GitHub CLI',
    why: 'only a source of a GitHub token; GITHUB_TOKEN does as well',
    install: {
      debian: 'sudo apt-get install gh',
      macos: 'brew install gh',
      windows: 'winget install GitHub.cli',
    },
  },
};

/** What `npm run up` cannot do without. */
export const NEEDED_BY_UP: readonly ToolId[] = ['git', 'bash', 'terraform', 'python'];

export type ToolState = 'ok' | 'missing' | 'too old' | 'broken';

export interface ToolFound {
  readonly tool: ToolSpec;
  readonly state: ToolState;
  readonly path?: string;
  readonly version?: string;
  /** The versions that do, where they are more than those from the lowest on. */
  readonly needs?: string;
  /** What there is to know besides, for example the emulator that Python has. */
  readonly note?: string;
}

/** Judges a version that a tool told of itself. */
export function judged(tool: ToolSpec, version: string, rest: Partial<ToolFound> = {}): ToolFound {
  const old = tool.minimum !== undefined && !satisfiesMinimum(version, tool.minimum);
  return { ...rest, tool, version, state: old ? 'too old' : 'ok' };
}
